import type { Receipt, Sending } from '../../../simulator/src/index.js';

/** A record of the log, read past the product. */
export interface Logged {
  /** Message type: the topic without its prefix. */
  readonly type: string;
  readonly partition: number;
  readonly offset: number;
  readonly id: string;
  readonly key: string;
  readonly sequence: number;
  /** The kind of poison that was put there by us, if it was. */
  readonly poison?: string;
  /** What the body names, as far as it can be read. */
  readonly ticketId?: string;
  readonly platform?: string;
  readonly deliveryId?: string;
  readonly callbackId?: string;
}

/** What the platforms say for themselves. */
export interface OutsideBooks {
  readonly sendings: readonly Sending[];
  readonly receipts: readonly Receipt[];
  doubled(): string[];
  outOfOrder(): string[];
}

export interface TicketFact {
  readonly id: string;
  readonly source: string;
  readonly eventId: string;
  readonly revision: number;
}

export interface HistoryFact {
  readonly ticketId: string;
  readonly version: number;
  readonly act: string;
  /** Of the callback that was followed or ignored. */
  readonly callbackId?: string;
}

export interface DeliveryFact {
  readonly id: string;
  readonly platform: string;
  readonly state: string;
  /** It waits for its time, because the platform failed. */
  readonly dueAt?: Date;
}

export interface DeadLetterFact {
  readonly id: string;
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly messageId: string;
  readonly reason: string;
}

/** A message that waits with its key: for its next try, for a person, or behind another. */
export interface ParkedFact {
  readonly group: string;
  readonly key: string;
  readonly messageId: string;
  /** It is a dead letter, too. */
  readonly dead: boolean;
}

/** What was done about the poison, as an operator would. */
export interface Mended {
  /** Ids of the messages that were handled by a replay, one for each group. */
  readonly replayed: readonly string[];
  /** The events that poison spoke of, reported after all. */
  readonly events: readonly Sending[];
  /** Ids of the deliveries that corrected messages ask for. */
  readonly deliveries: ReadonlySet<string>;
}

/** All that there is to be held against each other: the platforms' books, the log, and what the database came to. */
export interface Evidence {
  readonly books: OutsideBooks;
  readonly log: readonly Logged[];
  readonly tickets: readonly TicketFact[];
  readonly history: readonly HistoryFact[];
  readonly deliveries: readonly DeliveryFact[];
  readonly parked: readonly ParkedFact[];
  /** Ids of messages that a group has taken over, by group. */
  readonly inbox: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those that nobody has mended yet. */
  readonly deadLetters: readonly DeadLetterFact[];
  /** Once the poison has been mended: nothing may be dead or waiting any more. */
  readonly mended?: Mended;
}
