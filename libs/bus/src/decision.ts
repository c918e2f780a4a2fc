import type { MessageType } from '#libs/contracts';
import type { Change, View } from '#libs/store';

/** A message that a decision wants said. It is said if, and only if, the decision's changes are committed. */
export interface OutMessage {
  readonly type: MessageType;
  readonly body: object;
  /** The version of the aggregate that said it; messages of one key appear in this order. */
  readonly sequence: number;
}

export function say<B extends object>(type: MessageType<B>, body: B, sequence: number): OutMessage {
  return { type, body, sequence };
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
