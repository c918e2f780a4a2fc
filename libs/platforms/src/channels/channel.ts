import type { OutboundRequest, PlatformReply } from '../dialect.js';

/** What goes beside the request, outside of the dialect's words. */
export interface Accompaniment {
  /** The same for every attempt of one delivery. */
  idempotencyKey?: string;
  /** W3C trace context. */
  traceparent?: string;
}

/**
 * What became of a request.
 * `reply`: an answer arrived whole, whatever its status; it may be given to the translator as it is.
 * `not-sent`: certainly no byte of the request left, so it may be tried again without a thought.
 * `unknown`: bytes left and no whole answer came back; the platform may or may not have acted.
 */
export type SendResult =
  ({ kind: 'reply' } & PlatformReply) | { kind: 'not-sent'; detail: string } | { kind: 'unknown'; detail: string };

/** Carries requests to one platform. Knows address, credentials and sockets; knows no meaning. Never throws. */
export interface Channel {
  send(request: OutboundRequest, beside?: Accompaniment): Promise<SendResult>;
  /** Waits for what is under way, then closes the connections. */
  close(): Promise<void>;
}
