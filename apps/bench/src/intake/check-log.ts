import type { Found } from '../topic-reader.js';
import { eventIdOf } from './intake-event.js';

/** What was answered 202, held against the log. */
export interface LogCounts {
  /** Answered 202 and not in the log. */
  readonly lost: number;
  /** In the log more than once. */
  readonly doubled: number;
}

/** @param found what the log holds since the look before */
export function checkLog(accepted: readonly number[], found: readonly Found[]): LogCounts {
  const times = new Map<string, number>();
  for (const { value } of found) {
    const { eventId } = JSON.parse(value) as { eventId: string };
    times.set(eventId, (times.get(eventId) ?? 0) + 1);
  }
  return {
    lost: accepted.filter((number) => !times.has(eventIdOf(number))).length,
    doubled: [...times.values()].filter((count) => count > 1).length,
  };
}
