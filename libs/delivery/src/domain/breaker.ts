import type { AttemptOutcomeKind } from './attempt-outcome.js';

/** `half-open`: one delivery is trying whether the platform is back. */
export const BREAKER_STATES = ['closed', 'open', 'half-open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** Protects a platform that fails from being asked again and again, and its deliveries from using up their tries. */
export interface Breaker {
  readonly state: BreakerState;
  /** Failures in a row. */
  readonly failures: number;
  /** When an open one lets the next delivery try. */
  readonly openUntil: Date | null;
}

export const CLOSED: Breaker = Object.freeze({ state: 'closed', failures: 0, openUntil: null });

const FAILURES_TO_OPEN = 5;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 300_000;

/** How many deliveries may go now. */
export function passage(breaker: Breaker, now: Date): 'all' | 'one' | 'none' {
  if (breaker.state === 'closed') return 'all';
  if (breaker.state === 'open' && breaker.openUntil && breaker.openUntil > now) return 'none';
  return 'one';
}

export function halfOpen(breaker: Breaker): Breaker {
  return { ...breaker, state: 'half-open' };
}

/** A refusal is an answer: the platform is well. */
export function isFailure(outcome: AttemptOutcomeKind): boolean {
  return outcome === 'not-sent' || outcome === 'unknown' || outcome === 'no-answer';
}

/**
 * The breaker after an attempt ended. It opens after five failures in a row, for 30 s, doubled with each failed trial up to
 * 5 min. What ends while it is open was begun before; it can only close it.
 */
export function afterAttempt(breaker: Breaker, outcome: AttemptOutcomeKind, now: Date): Breaker {
  if (!isFailure(outcome)) return breaker.state === 'closed' && breaker.failures === 0 ? breaker : CLOSED;
  if (breaker.state === 'open') return breaker;
  const failures = breaker.failures + 1;
  if (failures < FAILURES_TO_OPEN) return { ...breaker, failures };
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - FAILURES_TO_OPEN, 16), LONGEST_PAUSE_MS);
  return { state: 'open', failures, openUntil: new Date(now.getTime() + pause) };
}
