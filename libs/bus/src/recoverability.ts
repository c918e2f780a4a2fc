/** What the bus does when a handler throws. */
export interface RecoverabilityPolicy {
  /** Calls at once, the first one included, before the message is dead. */
  readonly immediateTries: number;
}

/** For handlers that decide purely: the same input fails the same way, one more try only guards against a slip of state. */
export const defaultPolicy: RecoverabilityPolicy = Object.freeze({ immediateTries: 2 });
