import { isInexact } from './exact-json.js';
import { momentOf } from './time-zone.js';

/** Where and when a time is read. */
export interface TimeContext {
  /** IANA zone of times that carry none. */
  zone: string;
  now: Date;
}

const WALL =
  /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:T| +)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const FOURTEEN = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/;

/**
 * A time as a platform wrote it, as ISO 8601 with Z and ms. What cannot be a true time is left out and a remark says so:
 * it is never replaced by "now".
 * @param label the field's name, for the remark
 */
export function outsideTime(
  label: string,
  value: unknown,
  context: TimeContext,
  remarks: string[],
): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : undefined;
  if (text === '') return undefined;
  const moment = text === undefined || isInexact(text) ? undefined : momentFrom(text, context.zone);
  const shown = text === undefined ? '' : `“${text.slice(0, 40)}”`;
  if (!moment) {
    remarks.push(`${label}${shown}不是可读的时间,未采用`);
    return undefined;
  }
  const year = moment.getUTCFullYear();
  if (year < 2000 || year > context.now.getUTCFullYear() + 2) {
    remarks.push(`${label}${shown}的年份不可信,未采用`);
    return undefined;
  }
  return moment.toISOString();
}

function momentFrom(text: string, zone: string): Date | undefined {
  if (/^\d{13}$/.test(text)) return new Date(Number(text));
  if (/^\d{10}$/.test(text)) return new Date(Number(text) * 1000);
  const fourteen = FOURTEEN.exec(text);
  if (fourteen) return place(wallClock(fourteen.slice(1)), zone);
  const match = WALL.exec(text);
  if (!match) return undefined;
  const [, year, , month, day, hour, minute, second = '0', fraction = '0', offset] = match;
  const wall = wallClock([year, month, day, hour, minute, second], fraction);
  return offset === undefined ? place(wall, zone) : shifted(wall, offset);
}

/** A year that will be refused anyway needs no zone; before our era there is not even a way to write it. */
function place(wall: Date | undefined, zone: string): Date | undefined {
  const year = wall?.getUTCFullYear() ?? 0;
  return wall && (year < 1970 || year > 2200 ? wall : momentOf(wall, zone));
}

function shifted(wall: Date | undefined, offset: string): Date | undefined {
  if (!wall || offset.toUpperCase() === 'Z') return wall;
  const digits = offset.replace(':', '');
  const [hours, minutes] = [Number(digits.slice(1, 3)), Number(digits.slice(3))];
  if (hours > 14 || minutes > 59) return undefined;
  return new Date(wall.getTime() - (digits[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000);
}

/** What the clock on the wall showed, as if it hung in UTC; undefined for the 31st of June, 24:00:00 and the like. */
function wallClock(parts: readonly (string | undefined)[], fraction = '0'): Date | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, Math.floor(Number(`0.${fraction}`) * 1000));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : undefined;
}
