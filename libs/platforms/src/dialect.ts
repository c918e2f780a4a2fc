import type { DeliveryRequested } from '#libs/contracts';
import type { Clock } from '#libs/runtime';
import type { Person, Reading } from './readings.js';
import type { PlatformSettings } from './platform-settings.js';

/** A request to a platform, without address, credentials or sockets: those belong to the channel. */
export interface OutboundRequest {
  method: 'GET' | 'POST' | 'PUT';
  /** Path and query below the platform's base address. */
  path: string;
  contentType?: string;
  body?: string;
}

/** What came back. */
export interface PlatformReply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What a reply means. A reply of no declared shape is `unknown`, never success and never failure. */
export type Understanding =
  { kind: 'yes'; reference?: string } | { kind: 'no'; detail: string } | { kind: 'unknown'; detail: string };

/** What a look-up by our id found at the platform. */
export type LookUpResult =
  { kind: 'found'; reference?: string } | { kind: 'absent' } | { kind: 'unknown'; detail: string };

/** What a delivery's text is made of; the reporter is opened only for a platform that must have it. */
export interface Telling {
  delivery: DeliveryRequested;
  /** Both sides' numbers as known at send time. */
  references: { ticket?: string; task?: string };
  reporter?: Person;
}

/** What became of one item of a pushed body, for the answer to the platform. */
export interface ItemResult {
  index: number;
  outcome: 'accepted' | 'quarantined' | 'refused';
  /** Our ticket id for an accepted event. */
  ticketId?: string;
  /** The platform's own id of the item, as far as it could be read. */
  theirId?: string;
  /** The platform's own message id of the item (`messageId` of the reading), for dialects that echo it. */
  messageId?: string;
  code?: string;
  detail?: string;
}

export interface Answer {
  status: number;
  contentType: string;
  body: string;
}

/** One page of a pull: what was read, and where to go on. */
export interface PulledPage {
  readings: Reading[];
  /** To be stored after the readings are in the log. */
  nextCursor: string;
  /** True when another page is waiting now. */
  more: boolean;
}

export interface PullPlan {
  /** What the page carries. */
  kind: 'events' | 'callbacks';
  /** `cursor` is undefined on the very first pull. `now` is the wall clock. */
  request(cursor: string | undefined, now: Date): OutboundRequest;
  /** Throws when the reply is no page at all; the cursor then stays. */
  read(reply: PlatformReply, cursor: string | undefined, now: Date): Promise<PulledPage>;
}

/**
 * A dialect bound to one platform's configuration. Translates only: no I/O, no clock of its own, no secrets.
 */
export interface Translator {
  /**
   * Reads one pushed body. `kind` is the door it came in by; a dialect whose items say themselves what they are may
   * return the other kind of reading too, so look at each reading's own `kind`. An item it cannot read or map comes back as `unreadable`; throws a Problem only when the body as
   * a whole is none.
   */
  read(kind: 'events' | 'callbacks', text: string): Promise<Reading[]>;
  /** The answer that the platform understands. */
  answer(kind: 'events' | 'callbacks', results: readonly ItemResult[]): Answer;
  /** How to say it, or undefined when the dialect has no word for it: a visible hole, not silence. */
  write(telling: Telling): Promise<OutboundRequest | undefined>;
  understand(reply: PlatformReply, telling: Telling): Promise<Understanding>;
  /** Asking by our id whether something arrived; absent when the platform cannot be asked. */
  lookUp?: {
    write(telling: Telling): OutboundRequest;
    understand(reply: PlatformReply, telling: Telling): Promise<LookUpResult>;
  };
  /** What can be pulled, by the configuration. */
  pulls: readonly PullPlan[];
}

/** A kind of system. A platform of a known kind is configuration only. */
export interface Dialect {
  readonly name: string;
  /**
   * Checks the platform's mapping; throws a ConfigurationError that lists every mistake. The clock only tells which times
   * lie too far ahead to be true.
   */
  open(platform: PlatformSettings, clock: Clock): Translator;
}
