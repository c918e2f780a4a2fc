import type { DeliveryOutcome } from '#libs/contracts';
import type { Decision } from '#libs/bus';
import type { AttemptOutcome } from '../domain/attempt-outcome.js';
import type { Breaker } from '../domain/breaker.js';
import type { Capabilities } from '../domain/next-step.js';

/** An attempt that ended. */
export interface EndedAttempt {
  readonly deliveryId: string;
  /** Number of the send, and of the look-up after it (0 for the send itself). */
  readonly number: number;
  readonly lookUp: number;
  readonly outcome: AttemptOutcome;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Masked. */
  readonly request: string | null;
  readonly reply: string | null;
  /** Between 0 and 1, drawn before the decision so that the decision stays pure. */
  readonly chance: number;
  /** False when it says nothing about the platform's health: our own process died. */
  readonly tellsHealth: boolean;
}

/** All that a worker writes at once: what ended, what can never be said, and what begins. */
export interface LaneStep {
  readonly platform: string;
  readonly owner: string;
  readonly token: number;
  /** Given when the lease is to be prolonged; wall clock. */
  readonly leasedUntil?: Date;
  readonly capabilities: Capabilities;
  readonly ended: readonly EndedAttempt[];
  readonly holes: readonly { readonly deliveryId: string; readonly detail: string }[];
  /** What begins, and the number that the send gets. */
  readonly starts: readonly { readonly deliveryId: string; readonly number: number }[];
  /** What begins is to try whether the platform is back. */
  readonly trial: boolean;
}

export interface LaneStepTaken extends Decision {
  /** Those of `starts` that may be sent now. */
  readonly started: ReadonlySet<string>;
  readonly settled: readonly DeliveryOutcome[];
  readonly breaker: Breaker;
}
