import { calendarMistakes, calendarYearMistakes, daysOff } from './calendar-mistakes.js';
import { UNCERTAIN_FROM, type CalendarYear } from './calendar-year.js';
import { FIRST_DAY, isWeekend, LAST_DAY, monthDayOf, outsideOfDays, parseDay, yearOf, type DayNumber } from './day.js';
import { WorktimeError } from './worktime-error.js';

/** What the calendar says of a day. */
export interface DayFacts {
  readonly workday: boolean;
  /** In the words of a page: 工作日, 周末, 春节放假, 春节调休上班. */
  readonly why: string;
  /** Whether a published list says so; otherwise it is only Monday to Friday. */
  readonly known: boolean;
}

const DAYS = LAST_DAY - FIRST_DAY + 1;

/**
 * Which days are worked. It knows which years it has: in the others Monday to Friday are taken for worked, and whoever
 * reckons with them is told so (`firstUnknownYear`).
 */
export class WorkCalendar {
  /** The years whose published list is here, in order. */
  readonly years: readonly number[];
  private readonly offFor = new Map<DayNumber, string>();
  private readonly workedFor = new Map<DayNumber, string>();
  /** At [d], the working days before FIRST_DAY + d. */
  private readonly before = new Uint16Array(DAYS + 1);
  /** At [i], the i-th working day. */
  private readonly workdays: Int32Array;
  /** At [d], the first day from FIRST_DAY + d on of which no published list tells. */
  private readonly uncertain = new Int32Array(DAYS);

  /** Throws a WorktimeError with every mistake of the years. */
  constructor(private readonly lists: readonly CalendarYear[]) {
    const own = lists.flatMap((year) => calendarYearMistakes(year).map((mistake) => `${year.year}: ${mistake}`));
    const mistakes = own.length > 0 ? own : calendarMistakes(lists);
    if (mistakes.length > 0) throw new WorktimeError('the calendar', mistakes);
    this.years = lists.map(({ year }) => year).toSorted((a, b) => a - b);
    for (const holiday of lists.flatMap(({ holidays }) => holidays)) {
      for (const day of daysOff(holiday)) this.offFor.set(day, holiday.name);
      for (const day of holiday.makeUp ?? []) this.workedFor.set(parseDay(day)!, holiday.name);
    }
    const workdays: DayNumber[] = [];
    for (let day = FIRST_DAY; day <= LAST_DAY; day++) {
      if (this.workedFor.has(day) || (!isWeekend(day) && !this.offFor.has(day))) workdays.push(day);
      this.before[day - FIRST_DAY + 1] = workdays.length;
    }
    this.workdays = Int32Array.from(workdays);
    for (let day = LAST_DAY, next = LAST_DAY + 1; day >= FIRST_DAY; day--) {
      if (!this.isCertain(day)) next = day;
      this.uncertain[day - FIRST_DAY] = next;
    }
  }

  /** What `2026-02-14` is. Throws a WorktimeError for what is no day from 2000 to 2099. */
  day(iso: string): DayFacts {
    const day = parseDay(iso);
    if (day === undefined || day < FIRST_DAY || day > LAST_DAY) throw outsideOfDays(JSON.stringify(iso));
    return { workday: this.isWorkday(day), why: this.why(day), known: this.firstUnknownYear(day, day) === undefined };
  }

  isWorkday(day: DayNumber): boolean {
    return this.workdaysBefore(day + 1) > this.workdaysBefore(day);
  }

  why(day: DayNumber): string {
    const [off, worked] = [this.offFor.get(day), this.workedFor.get(day)];
    if (worked !== undefined) return `${worked}调休上班`;
    if (off !== undefined) return `${off}放假`;
    return isWeekend(day) ? '周末' : '工作日';
  }

  /** As it was before the list of that year was known. */
  without(year: number): WorkCalendar {
    return new WorkCalendar(this.lists.filter((list) => list.year !== year));
  }

  /** How many working days lie before that day, counted from the first day there is. */
  workdaysBefore(day: DayNumber): number {
    return this.before[day - FIRST_DAY]!;
  }

  /** The working day before which `index` others lie. Throws when there is none: after 2099 nothing is counted. */
  workdayAt(index: number): DayNumber {
    const day = this.workdays[index];
    if (day === undefined) throw outsideOfDays('the end');
    return day;
  }

  /** The first year whose list one would need to be certain of these days; undefined when all are certain. */
  firstUnknownYear(from: DayNumber, to: DayNumber): number | undefined {
    const day = this.uncertain[from - FIRST_DAY]!;
    if (day > to) return undefined;
    const year = yearOf(day);
    return this.years.includes(year) ? year + 1 : year;
  }

  private isCertain(day: DayNumber): boolean {
    const year = yearOf(day);
    return this.years.includes(year) && (monthDayOf(day) < UNCERTAIN_FROM || this.years.includes(year + 1));
  }
}
