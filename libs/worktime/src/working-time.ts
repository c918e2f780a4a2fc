import {
  dayOf,
  FIRST_DAY,
  LAST_DAY,
  MINUTE,
  monthDayOf,
  momentOf,
  outsideOfDays,
  startOf,
  type DayNumber,
} from './day.js';
import { inSeason, parseSpan, type OfficeHours, type Span } from './office-hours.js';
import { officeHoursMistakes } from './office-hours-mistakes.js';
import type { WorkCalendar } from './work-calendar.js';
import { WorktimeError } from './worktime-error.js';

const DAYS = LAST_DAY - FIRST_DAY + 1;

/**
 * When one agency is at work: the calendar and its hours. Build it once for each kind of hours and keep it: a table of every
 * day to 2099 makes each question a look-up.
 */
export class WorkingTime {
  /** The kinds of day: off, ordinary, and one for each season. */
  private readonly kinds: readonly (readonly Span[])[];
  /** At [d], the kind of FIRST_DAY + d. */
  private readonly kindOf = new Uint8Array(DAYS);
  /** At [d], the minutes worked before FIRST_DAY + d. */
  private readonly before = new Int32Array(DAYS + 1);

  /** Throws a WorktimeError with every mistake of the hours. */
  constructor(
    readonly calendar: WorkCalendar,
    readonly hours: OfficeHours,
  ) {
    const mistakes = officeHoursMistakes(hours);
    if (mistakes.length > 0) throw new WorktimeError(`the hours ${hours.name}`, mistakes);
    const seasons = hours.seasons ?? [];
    this.kinds = [[], ...[hours, ...seasons].map(({ spans }) => spans.map((span) => parseSpan(span)!))];
    const minutes = this.kinds.map((spans) => spans.reduce((sum, span) => sum + span.to - span.from, 0));
    for (let index = 0; index < DAYS; index++) {
      const day = FIRST_DAY + index;
      // A day in no season is found at -1, which is the ordinary kind.
      const kind = calendar.isWorkday(day) ? seasons.findIndex((season) => inSeason(season, monthDayOf(day))) + 2 : 0;
      this.kindOf[index] = kind;
      this.before[index + 1] = this.before[index]! + minutes[kind]!;
    }
  }

  /** Working time from one moment to the other, in milliseconds; negative when they are the other way round. */
  between(from: Date, to: Date): number {
    return this.worked(momentOf(to, 'the end')) - this.worked(momentOf(from, 'the start'));
  }

  /** Working days after the day of the one moment, up to and with the day of the other; negative the other way round. */
  workdaysBetween(from: Date, to: Date): number {
    const [first, last] = [dayOf(momentOf(from, 'the start')), dayOf(momentOf(to, 'the end'))];
    return this.calendar.workdaysBefore(last + 1) - this.calendar.workdaysBefore(first + 1);
  }

  /** Whether the agency is at work at that moment; at its closing it no longer is. */
  isOpen(at: Date): boolean {
    const moment = momentOf(at, 'the moment');
    return this.nextOpen(moment) === moment;
  }

  /** The spans of that day; none on a day off. */
  spansOf(day: DayNumber): readonly Span[] {
    const kind = this.kindOf[day - FIRST_DAY];
    if (kind === undefined) throw outsideOfDays('the end');
    return this.kinds[kind]!;
  }

  /** When business of that day ends; a day off ends at 24:00. */
  closing(day: DayNumber): number {
    const last = this.spansOf(day).at(-1);
    return last ? startOf(day) + last.to * MINUTE : startOf(day + 1);
  }

  /** That moment while the agency is at work, else the next one at which it is. */
  nextOpen(moment: number): number {
    return this.latestWith(this.worked(moment), moment);
  }

  /** Milliseconds worked from the first day there is until that moment. */
  worked(moment: number): number {
    const day = dayOf(moment);
    const start = startOf(day);
    const today = this.spansOf(day).reduce((sum, span) => {
      const passed = moment - start - span.from * MINUTE;
      return sum + Math.min(Math.max(passed, 0), (span.to - span.from) * MINUTE);
    }, 0);
    return this.before[day - FIRST_DAY]! * MINUTE + today;
  }

  /** The first moment by which that much was worked; never in front of `notBefore`. */
  firstWith(worked: number, notBefore: number): number {
    if (worked <= this.worked(notBefore)) return notBefore;
    const index = firstIndex(this.before, (minutes) => minutes * MINUTE >= worked) - 1;
    let left = worked - this.before[index]! * MINUTE;
    for (const span of this.spansOf(FIRST_DAY + index)) {
      const length = (span.to - span.from) * MINUTE;
      if (left <= length) return startOf(FIRST_DAY + index) + span.from * MINUTE + left;
      left -= length;
    }
    throw outsideOfDays('the end');
  }

  /** The last moment at which no more than that was worked: in a break, its end. Never in front of `notBefore`. */
  latestWith(worked: number, notBefore: number): number {
    const index = firstIndex(this.before, (minutes) => minutes * MINUTE > worked) - 1;
    let left = worked - this.before[index]! * MINUTE;
    for (const span of this.spansOf(FIRST_DAY + index)) {
      const length = (span.to - span.from) * MINUTE;
      if (left < length) return Math.max(startOf(FIRST_DAY + index) + span.from * MINUTE + left, notBefore);
      left -= length;
    }
    throw outsideOfDays('the end');
  }
}

/** The first index whose value holds; the length when none does. The values hold from some index on. */
function firstIndex(values: Int32Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(values[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
