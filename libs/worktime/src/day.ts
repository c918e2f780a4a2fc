import { WorktimeError } from './worktime-error.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * Asia/Shanghai is UTC+8 all the year: daylight saving was tried from 1986 to 1991 and never again, and no day that we count
 * lies before 2000. A fixed offset is exact here, and a hundred times faster than a time zone table.
 */
const OFFSET = 8 * HOUR;

/** Days since 1970-01-01 of the calendar in Asia/Shanghai. */
export type DayNumber = number;

/** The first and the last day that are counted with; what lies outside is refused, never guessed. */
export const FIRST_DAY = Date.UTC(2000, 0, 1) / DAY;
export const LAST_DAY = Date.UTC(2099, 11, 31) / DAY;

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const;

export function dayOf(moment: number): DayNumber {
  return Math.floor((moment + OFFSET) / DAY);
}

/** 00:00 of the day, which is also 24:00 of the one before. */
export function startOf(day: DayNumber): number {
  return day * DAY - OFFSET;
}

/** `2026-11-25`, or undefined for what is no day of the calendar. */
export function parseDay(text: string): DayNumber | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  // Date.parse takes 30 February for 2 March.
  return Number.isNaN(time) || isoDay(time / DAY) !== text ? undefined : time / DAY;
}

export function isoDay(day: DayNumber): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

export function yearOf(day: DayNumber): number {
  return new Date(day * DAY).getUTCFullYear();
}

/** `11-25`. */
export function monthDayOf(day: DayNumber): string {
  return isoDay(day).slice(5);
}

export function isWeekend(day: DayNumber): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6;
}

/** `2026年11月25日(周三)`. */
export function chineseDay(day: DayNumber): string {
  const date = new Date(day * DAY);
  return `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日(${WEEKDAYS[weekdayOf(day)]})`;
}

/** `17:30` of the moment; of midnight `24:00` when it ends a day and not begins one. */
export function clockText(moment: number, ends = false): string {
  const minutes = Math.floor((moment - startOf(dayOf(moment))) / MINUTE);
  return minuteText(ends && minutes === 0 ? 1440 : minutes);
}

/** `09:05` of 545 minutes after midnight. */
export function minuteText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** What lies outside the days that are counted with. */
export function outsideOfDays(what: string): WorktimeError {
  return new WorktimeError(what, [`it lies outside ${isoDay(FIRST_DAY)} to ${isoDay(LAST_DAY)}`]);
}

/** The moment as milliseconds; throws when it is no date or lies outside the days that are counted with. */
export function momentOf(date: Date, what: string): number {
  const time = date.getTime();
  if (Number.isNaN(time)) throw new WorktimeError(what, ['it is not a date']);
  const day = dayOf(time);
  if (day < FIRST_DAY || day > LAST_DAY) throw outsideOfDays(what);
  return time;
}

function weekdayOf(day: DayNumber): number {
  return (((day + 4) % 7) + 7) % 7;
}
