import type { CalendarYear, Holiday } from './calendar-year.js';
import { UNCERTAIN_FROM } from './calendar-year.js';
import { FIRST_DAY, isoDay, isWeekend, LAST_DAY, parseDay, yearOf, type DayNumber } from './day.js';

/** No notice has ever given more in one piece; a longer range is a slip of the pen. */
const LONGEST_HOLIDAY = 15;

/**
 * Off in every year by law (全国年节及纪念日放假办法, 第二条). A year without them is half written, and days of it that nobody
 * wrote down would silently count as ordinary.
 */
const ALWAYS_OFF = ['01-01', '05-01', '10-01', '10-02', '10-03'];

/** What is wrong with a year's days by itself, each with its path; empty when all is well. */
export function calendarYearMistakes(year: CalendarYear): string[] {
  const [first, last] = [yearOf(FIRST_DAY), yearOf(LAST_DAY)];
  if (!Number.isInteger(year.year) || year.year < first || year.year > last)
    return [`$.year: must be a year from ${first} to ${last}`];
  const mistakes = year.holidays.flatMap((holiday, index) =>
    holidayMistakes(holiday, year.year).map((mistake) => `$.holidays[${index}]${mistake}`),
  );
  if (mistakes.length > 0) return mistakes;
  const off = new Set(year.holidays.flatMap(daysOff));
  const missing = ALWAYS_OFF.map((day) => `${year.year}-${day}`).filter((day) => !off.has(parseDay(day)!));
  return [
    ...missing.map((day) => `$.holidays: ${day} is off by law and stands in no holiday: is the list whole?`),
    ...twiceNamed([year]).map((mistake) => `$.holidays: ${mistake}`),
  ];
}

/** What is wrong between years that are each well: the same year twice, a day that two of them name. */
export function calendarMistakes(years: readonly CalendarYear[]): string[] {
  const numbers = years.map(({ year }) => year);
  const twice = numbers.filter((year, index) => numbers.indexOf(year) !== index);
  return twice.length > 0 ? twice.map((year) => `the year ${year} stands there twice`) : twiceNamed(years);
}

/** The days off of a holiday that is well. */
export function daysOff(holiday: Holiday): DayNumber[] {
  const first = parseDay(holiday.from)!;
  return Array.from({ length: parseDay(holiday.to)! - first + 1 }, (_, index) => first + index);
}

function holidayMistakes(holiday: Holiday, year: number): string[] {
  const dates: [string, string][] = [
    ['.from', holiday.from],
    ['.to', holiday.to],
    ...(holiday.makeUp ?? []).map((day, index): [string, string] => [`.makeUp[${index}]`, day]),
  ];
  const mistakes = dates.flatMap(([path, text]) => dateMistakes(text, year).map((mistake) => `${path}: ${mistake}`));
  if (mistakes.length > 0) return mistakes;
  const length = parseDay(holiday.to)! - parseDay(holiday.from)! + 1;
  if (length < 1) mistakes.push(`.to: ${holiday.to} lies before ${holiday.from}`);
  if (length > LONGEST_HOLIDAY) mistakes.push(`.to: ${length} days off are more than any notice ever gave`);
  for (const [index, day] of (holiday.makeUp ?? []).entries()) {
    if (!isWeekend(parseDay(day)!)) mistakes.push(`.makeUp[${index}]: ${day} is a working day anyhow`);
  }
  return mistakes;
}

function dateMistakes(text: string, year: number): string[] {
  if (parseDay(text) === undefined) return [`${JSON.stringify(text)} is not a day like ${year}-02-15`];
  const inYear = text.startsWith(`${year}-`) || (text.startsWith(`${year - 1}-`) && text.slice(5) >= UNCERTAIN_FROM);
  return inYear ? [] : [`${text} does not lie in ${year} (or in the last days of ${year - 1})`];
}

function twiceNamed(years: readonly CalendarYear[]): string[] {
  const named = new Map<DayNumber, string>();
  return years
    .flatMap(({ holidays }) => holidays)
    .flatMap((holiday) => [
      ...daysOff(holiday).map((day): [DayNumber, string] => [day, `off for ${holiday.name}`]),
      ...(holiday.makeUp ?? []).map((day): [DayNumber, string] => [parseDay(day)!, `worked for ${holiday.name}`]),
    ])
    .flatMap(([day, use]) => {
      const before = named.get(day);
      named.set(day, use);
      return before === undefined ? [] : [`${isoDay(day)} is both ${before} and ${use}`];
    });
}
