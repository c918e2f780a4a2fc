import { dayOf, startOf, type DayNumber } from './day.js';
import type { CountingRules, LimitUnit } from './limit.js';
import type { Gap } from './pause.js';
import type { WorkingTime } from './working-time.js';

/**
 * How the time of one unit passes. Units of time pass all along and are counted in milliseconds; units of days pass at once, at
 * the end of each day that counts, so that half a day is never half a 工作日. All moments are milliseconds.
 */
export interface Measure {
  /** How much passes after the one moment until (and at) the other; negative when they are the other way round. */
  count(after: number, until: number): number;
  /** The first moment by which that much has passed after `after`. */
  advance(after: number, amount: number): number;
  /** The last moment from which that much still passes until `until`. */
  rewind(until: number, amount: number): number;
}

export function measureOf(time: WorkingTime, unit: LimitUnit, { endOfDay }: Pick<CountingRules, 'endOfDay'>): Measure {
  switch (unit) {
    case 'minute':
    case 'hour':
      return WALL_CLOCK;
    case 'working-hour':
      return workingHours(time);
    case 'workday':
      return wholeDays({
        before: (day) => time.calendar.workdaysBefore(day),
        at: (index) => time.calendar.workdayAt(index),
        end: (day) => (endOfDay === 'closing' ? time.closing(day) : startOf(day + 1)),
      });
    case 'calendar-day':
      return wholeDays({
        before: (day) => day,
        at: (index) => index,
        end: (day) => (endOfDay === 'closing' ? time.closing(day) : startOf(day + 1)),
      });
  }
}

/** How much passes between two moments outside the gaps. */
export function countActive(measure: Measure, gaps: readonly Gap[], after: number, until: number): number {
  const paused = gaps
    .map((gap) => ({ from: Math.max(gap.from, after), to: Math.min(gap.to, until) }))
    .filter((gap) => gap.from < gap.to)
    .reduce((sum, gap) => sum + measure.count(gap.from, gap.to), 0);
  return measure.count(after, until) - paused;
}

/** The first moment by which that much has passed outside the gaps; undefined when it would pass only after one that lasts. */
export function advanceActive(
  measure: Measure,
  gaps: readonly Gap[],
  after: number,
  amount: number,
): number | undefined {
  let [cursor, left] = [after, amount];
  for (const gap of gaps) {
    if (gap.to <= cursor) continue;
    const stop = Math.max(gap.from, cursor);
    const end = measure.advance(cursor, left);
    if (end <= stop) return end;
    left -= measure.count(cursor, stop);
    cursor = gap.to;
    if (cursor === Infinity) return undefined;
  }
  return measure.advance(cursor, left);
}

/** The last moment from which that much still passes, outside the gaps, until `until`. */
export function rewindActive(measure: Measure, gaps: readonly Gap[], until: number, amount: number): number {
  let [cursor, left] = [until, amount];
  for (const gap of gaps.toReversed()) {
    if (gap.from >= cursor) continue;
    const moment = measure.rewind(cursor, left);
    if (moment >= gap.to) return moment;
    left -= measure.count(gap.to, cursor);
    cursor = gap.from;
  }
  return measure.rewind(cursor, left);
}

const WALL_CLOCK: Measure = {
  count: (after, until) => until - after,
  advance: (after, amount) => after + amount,
  rewind: (until, amount) => until - amount,
};

function workingHours(time: WorkingTime): Measure {
  return {
    count: (after, until) => time.worked(until) - time.worked(after),
    advance: (after, amount) => time.firstWith(time.worked(after) + amount, after),
    rewind: (until, amount) => (amount === 0 ? until : time.latestWith(time.worked(until) - amount, -Infinity)),
  };
}

/** Days that count, numbered without holes, and when each of them ends. */
interface NumberedDays {
  /** How many lie before that day. */
  before(day: DayNumber): number;
  at(index: number): DayNumber;
  end(day: DayNumber): number;
}

function wholeDays(days: NumberedDays): Measure {
  const endedBy = (moment: number) => {
    const day = dayOf(moment);
    const today = days.before(day + 1) - days.before(day);
    return days.before(day) + (today > 0 && days.end(day) <= moment ? 1 : 0);
  };
  return {
    count: (after, until) => endedBy(until) - endedBy(after),
    advance: (after, amount) => (amount === 0 ? after : days.end(days.at(endedBy(after) + amount - 1))),
    rewind: (until, amount) => days.end(days.at(endedBy(until) - amount - 1)),
  };
}
