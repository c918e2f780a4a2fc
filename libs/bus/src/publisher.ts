import type { MessageType } from '#libs/contracts';

/** A message to be appended to the log outside of any unit of work: what intake does. */
export interface Publication {
  readonly type: MessageType;
  readonly body: object;
  /** Hash of the fact: the same fact appended twice is handled once. */
  readonly id: string;
  readonly traceparent?: string;
}

/** Appends to the log. Resolves when the log has all of it durably; rejects with the Problem `log-unavailable`, or with `body-too-large`, none taken. */
export abstract class Publisher {
  abstract publish(publications: readonly Publication[]): Promise<void>;
}
