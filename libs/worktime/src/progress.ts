import { momentOf } from './day.js';
import { reckoningOf, type Deadline } from './deadline.js';
import { unitLength, type LimitUnit } from './limit.js';
import { countActive, measureOf } from './measure.js';
import type { WorkingTime } from './working-time.js';

/** How far a deadline has come, in its own unit: hours with fractions, days whole. */
export interface Progress {
  readonly unit: LimitUnit;
  /** Passed of the limit, pauses left out; never more than the limit. */
  readonly elapsed: number;
  /** Still to come until the end, pauses left out. A postponed end is counted to, so it may be more than limit less elapsed. */
  readonly remaining: number;
  /** Passed since the end; 0 days is late too, by hours. */
  readonly overdue: number;
  /** At its very end a deadline still runs. */
  readonly state: 'running' | 'paused' | 'over';
}

export function progressOf(time: WorkingTime, deadline: Deadline, now: Date): Progress {
  const { from, amount, gaps, rules } = reckoningOf(time, deadline);
  const { unit } = deadline.limit;
  const measure = measureOf(time, unit, rules);
  const at = momentOf(now, 'now');
  const end = deadline.end?.getTime();
  const one = unitLength(unit) ?? 1;
  const passed = (after: number, until: number) => (after < until ? countActive(measure, gaps, after, until) : 0);
  const elapsed = Math.min(passed(from, Math.min(at, end ?? at)), amount);
  const remaining = end === undefined ? amount - elapsed : passed(Math.max(at, from), end);
  const over = end !== undefined && at > end;
  const paused = gaps.some((gap) => gap.from <= at && at < gap.to);
  return {
    unit,
    elapsed: elapsed / one,
    remaining: remaining / one,
    overdue: over ? measure.count(end, at) / one : 0,
    state: over ? 'over' : paused ? 'paused' : 'running',
  };
}
