import type { MessageType } from '#libs/contracts';
import type { Change, View } from '#libs/store';

/** A message that a decision wants said. It is said if, and only if, the decision's changes are committed. */
export interface OutMessage {
  readonly type: MessageType;
  readonly body: object;
  /** The version of the aggregate that said it; messages of one key appear in this order. */
  readonly sequence: number;
  /** W3C `traceparent` that it goes on from, where the decision is about the work of several; else from what is being decided. */
  readonly continues?: string;
}

export function say<B extends object>(
  type: MessageType<B>,
  body: B,
  sequence: number,
  continues?: string | null,
): OutMessage {
  return { type, body, sequence, ...(continues ? { continues } : {}) };
}

/** What is to be changed and said. Made by a pure function: no I/O, no clock but the given `now`, no waiting. */
export interface Decision {
  readonly changes: readonly Change[];
  readonly messages?: readonly OutMessage[];
}

/** What a decision knows beside its input. */
export interface Circumstances {
  readonly view: View;
  readonly now: Date;
}
