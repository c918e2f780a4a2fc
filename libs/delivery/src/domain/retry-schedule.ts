const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds until the next try, by the tries made; the last one repeats. */
const PAUSES = [5 * SECOND, 30 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR] as const;

/** Nothing is tried later than this after the first attempt. */
export const GIVE_UP_AFTER_MS = 120 * HOUR;

/** Share of a pause that chance may add, so that what failed together does not come back together. */
const JITTER = 0.1;

/** A platform that says "again at once" is not taken at its word. */
const SHORTEST_REQUESTED_PAUSE = 1 * SECOND;

/** @param tries made so far, at least 1 @param chance between 0 and 1 */
export function pauseAfter(tries: number, chance: number): number {
  const pause = PAUSES[Math.min(Math.max(tries, 1), PAUSES.length) - 1] as number;
  return Math.round(pause * (1 + JITTER * chance));
}

/**
 * When it is tried again, or undefined when its time is over. The last try is made exactly at the end of the five days,
 * however long the pause would have been.
 */
export function nextTryAt(tried: {
  readonly tries: number;
  readonly firstAt: Date;
  readonly now: Date;
  readonly chance: number;
  /** The platform's own wish (`Retry-After`), which goes before the schedule. */
  readonly requestedPauseMs?: number;
}): Date | undefined {
  const end = tried.firstAt.getTime() + GIVE_UP_AFTER_MS;
  if (tried.now.getTime() >= end) return undefined;
  const pause =
    tried.requestedPauseMs === undefined
      ? pauseAfter(tried.tries, tried.chance)
      : Math.max(tried.requestedPauseMs, SHORTEST_REQUESTED_PAUSE);
  return new Date(Math.min(tried.now.getTime() + pause, end));
}
