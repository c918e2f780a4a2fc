import { Problem } from '#libs/runtime';
import { isDataError } from '#libs/store';

/** What the bus does when a handler throws. Shown to operators as it stands. */
export interface RecoverabilityPolicy {
  /** Milliseconds until a call that has not answered counts as failed. It is not repeated at once; what it answers later is not heard. */
  readonly patience: number;
  /** Calls at once, the first one included. */
  readonly immediateTries: number;
  /**
   * Milliseconds before each later try, up to a fifth longer, so that what failed together is not tried together. Meanwhile
   * later messages of the key wait behind it. None left: the message is dead.
   */
  readonly delayedTries: readonly number[];
  /** Names of errors that come again however often it is tried: dead after the tries at once. */
  readonly deadAtOnce: readonly string[];
  /** What later messages of a dead one's key do: wait for a person (`hold`), or go on without it (`pass`). */
  readonly followers: 'hold' | 'pass';
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * For a handler whose messages build on one another. It decides purely, so what fails once mostly fails again until somebody
 * has mended something: few tries, and soon a person is asked.
 */
export const defaultPolicy: RecoverabilityPolicy = Object.freeze({
  // Deciding takes microseconds. Who waits here waits for something outside, with rows locked for which others wait 10 s.
  patience: 5 * SECOND,
  immediateTries: 2,
  delayedTries: Object.freeze([2 * SECOND, 30 * SECOND, 5 * MINUTE]),
  deadAtOnce: Object.freeze(['UnreadableMessage']),
  followers: 'hold',
});

/** What is to become of a message that has failed. */
export type Verdict =
  { readonly kind: 'again'; readonly afterMilliseconds: number } | { readonly kind: 'dead'; readonly holds: boolean };

/**
 * @param delayed delayed tries that it has had
 * @param random from 0 to below 1
 */
export function verdictOf(
  policy: RecoverabilityPolicy,
  error: Error,
  delayed: number,
  random = Math.random(),
): Verdict {
  const pause = isHopeless(policy, error) ? undefined : policy.delayedTries[delayed];
  if (pause === undefined) return { kind: 'dead', holds: policy.followers === 'hold' };
  return { kind: 'again', afterMilliseconds: Math.round(pause * (1 + random / 5)) };
}

function isHopeless(policy: RecoverabilityPolicy, error: Error): boolean {
  if (policy.deadAtOnce.includes(error.name) || isDataError(error)) return true;
  return error instanceof Problem && !error.retryable;
}
