import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import type { CalendarYear } from './calendar-year.js';
import { deadlineOf } from './deadline.js';
import { STANDARD_HOURS } from './standard-hours.js';
import { WorkCalendar } from './work-calendar.js';
import { WorkingTime } from './working-time.js';
import { WorktimeError } from './worktime-error.js';

const read = (year: number): CalendarYear => parse(readFileSync(`config/calendar/${year}.yml`, 'utf8'));
const published = [2024, 2025, 2026].map(read);
const at = (text: string) => new Date(`${text.replace(' ', 'T')}:00+08:00`);
/** Invented, so that one can see what a notice for 2027 does. */
const next: CalendarYear = {
  year: 2027,
  source: 'invented',
  holidays: [
    { name: '元旦', from: '2026-12-31', to: '2027-01-02', makeUp: ['2026-12-27', '2027-01-03'] },
    { name: '春节', from: '2027-02-05', to: '2027-02-12' },
    { name: '劳动节', from: '2027-05-01', to: '2027-05-05' },
    { name: '国庆节', from: '2027-10-01', to: '2027-10-07' },
  ],
};

describe('the golden days of 2026', () => {
  const calendar = new WorkCalendar(published);

  it('are off and worked as published', () => {
    const special: string[] = [];
    for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2027, 0, 1); day += 86_400_000) {
      const iso = new Date(day).toISOString().slice(0, 10);
      const { why } = calendar.day(iso);
      if (why.endsWith('放假') || why.endsWith('上班')) special.push(`${iso.slice(5)} ${why}`);
    }
    const range = (name: string, month: string, from: number, to: number) =>
      Array.from(
        { length: to - from + 1 },
        (_, index) => `${month}-${String(from + index).padStart(2, '0')} ${name}放假`,
      );
    expect(special).toEqual([
      ...range('元旦', '01', 1, 3),
      '01-04 元旦调休上班',
      '02-14 春节调休上班',
      ...range('春节', '02', 15, 23),
      '02-28 春节调休上班',
      ...range('清明节', '04', 4, 6),
      ...range('劳动节', '05', 1, 5),
      '05-09 劳动节调休上班',
      ...range('端午节', '06', 19, 21),
      '09-20 国庆节调休上班',
      ...range('中秋节', '09', 25, 27),
      ...range('国庆节', '10', 1, 7),
      '10-10 国庆节调休上班',
    ]);
  });

  it('answers only for days that there are', () => {
    expect(calendar.day('2024-02-29')).toEqual({ workday: true, why: '工作日', known: true });
    expect(calendar.day('2023-05-01')).toEqual({ workday: true, why: '工作日', known: false });
    for (const day of ['2026-02-29', '2026-13-01', '26-01-01', '1999-12-31', '2100-01-01', ''])
      expect(() => calendar.day(day)).toThrow(WorktimeError);
  });
});

describe('a year that is not published', () => {
  const before = new WorkingTime(new WorkCalendar(published), STANDARD_HOURS);
  const after = new WorkingTime(new WorkCalendar([next, ...published]), STANDARD_HOURS);
  const terms = (start: string, amount: number) => ({ start: at(start), limit: { amount, unit: 'workday' } as const });

  it('flags a deadline that runs into it, and the deadline is reckoned anew when it is there', () => {
    const guess = deadlineOf(before, terms('2026-12-15 10:00', 15));
    expect(guess).toMatchObject({ provisional: { year: 2027 }, end: at('2027-01-05 17:30') });
    const sure = deadlineOf(after, guess);
    expect(sure.end).toEqual(at('2027-01-05 17:30'));
    expect(sure).not.toHaveProperty('provisional');
    expect(deadlineOf(after, terms('2026-12-15 10:00', 11)).end).toEqual(at('2026-12-29 17:30'));
    expect(deadlineOf(before, terms('2026-12-15 10:00', 11)).end).toEqual(at('2026-12-30 17:30'));
  });

  it('flags one that ends in the days of December which its notice may still move, and none before', () => {
    expect(deadlineOf(before, terms('2026-12-23 10:00', 1))).not.toHaveProperty('provisional');
    expect(deadlineOf(before, terms('2026-12-24 10:00', 1)).provisional).toEqual({ year: 2027 });
    expect(after.calendar.day('2026-12-27')).toEqual({ workday: true, why: '元旦调休上班', known: true });
    expect(after.calendar.day('2026-12-31')).toEqual({ workday: false, why: '元旦放假', known: true });
  });

  it('names the first of several, also a hole between two that are there', () => {
    const hole = new WorkingTime(new WorkCalendar([published[0]!, published[2]!]), STANDARD_HOURS);
    expect(deadlineOf(hole, terms('2024-12-20 10:00', 300)).provisional).toEqual({ year: 2025 });
    expect(deadlineOf(before, terms('2026-12-01 10:00', 600)).provisional).toEqual({ year: 2027 });
    expect(deadlineOf(before, terms('2023-12-20 10:00', 1)).provisional).toEqual({ year: 2023 });
    expect(
      deadlineOf(new WorkingTime(new WorkCalendar([]), STANDARD_HOURS), terms('2026-03-02 10:00', 1)),
    ).toMatchObject({
      provisional: { year: 2026 },
    });
  });

  it('is nothing to a limit by the clock on the wall', () => {
    const day = { start: at('2026-12-31 20:00'), limit: { amount: 24, unit: 'hour' } as const };
    expect(deadlineOf(before, day)).not.toHaveProperty('provisional');
  });

  it('flags working hours and calendar days too', () => {
    for (const unit of ['working-hour', 'calendar-day'] as const)
      expect(deadlineOf(before, { start: at('2026-12-24 10:00'), limit: { amount: 20, unit } }).provisional).toEqual({
        year: 2027,
      });
  });
});

describe('a list that can not be', () => {
  const mistakesOf = (years: CalendarYear[]) => {
    try {
      return [`nothing was refused of ${new WorkCalendar(years).years.join()}`];
    } catch (error) {
      return (error as WorktimeError).mistakes;
    }
  };
  const entry = (more: Partial<CalendarYear['holidays'][number]>) => ({
    ...next,
    holidays: [...next.holidays, { name: '中秋节', from: '2027-09-15', to: '2027-09-17', ...more }],
  });

  it.each<[string, CalendarYear, string]>([
    ['a half-written year', { ...next, holidays: next.holidays.slice(0, 2) }, '2027-05-01 is off by law'],
    ['a year without a single holiday', { ...next, holidays: [] }, '2027-01-01 is off by law'],
    ['a day that there is not', entry({ from: '2027-09-31' }), '$.holidays[4].from: "2027-09-31" is not a day'],
    ['a day in other writing', entry({ to: '2027/09/17' }), '$.holidays[4].to: "2027/09/17" is not a day'],
    ['a day of another year', entry({ from: '2026-09-15' }), '$.holidays[4].from: 2026-09-15 does not lie in 2027'],
    ['an end before the beginning', entry({ to: '2027-09-14' }), '2027-09-14 lies before 2027-09-15'],
    ['a range that is a slip of the pen', entry({ to: '2027-12-17' }), 'more than any notice ever gave'],
    [
      'a make-up day in the week',
      entry({ makeUp: ['2027-09-22'] }),
      '$.holidays[4].makeUp[0]: 2027-09-22 is a working day',
    ],
    [
      'a day off twice',
      entry({ from: '2027-10-07', to: '2027-10-08' }),
      '2027-10-07 is both off for 国庆节 and off for 中秋节',
    ],
    [
      'a day off and worked',
      entry({ makeUp: ['2027-10-03'] }),
      '2027-10-03 is both off for 国庆节 and worked for 中秋节',
    ],
    ['a year that is none', { ...next, year: 20_27.5 }, '$.year: must be a year from 2000 to 2099'],
  ])('%s is refused by name', (_, year, words) => {
    expect(mistakesOf([year])).toEqual(expect.arrayContaining([expect.stringContaining(words)]));
    expect(mistakesOf([year])[0]).toContain(`${year.year}: $`);
  });

  it('two lists of one year, or two that name one day, are refused', () => {
    expect(mistakesOf([next, next])).toEqual(['the year 2027 stands there twice']);
    const own = {
      ...read(2026),
      holidays: [...read(2026).holidays, { name: '年终', from: '2026-12-31', to: '2026-12-31' }],
    };
    expect(mistakesOf([own, next])).toEqual(['2026-12-31 is both off for 年终 and off for 元旦']);
  });
});

describe('speed', () => {
  it('a hundred thousand deadlines of fifteen working days take less than a second of the processor', () => {
    const time = new WorkingTime(new WorkCalendar(published), STANDARD_HOURS);
    const first = at('2024-01-02 10:00').getTime();
    const begin = process.cpuUsage();
    let latest = 0;
    for (let index = 0; index < 100_000; index++) {
      const start = new Date(first + index * 900_000);
      latest = Math.max(latest, deadlineOf(time, { start, limit: { amount: 15, unit: 'workday' } }).end!.getTime());
    }
    const { user, system } = process.cpuUsage(begin);
    expect(new Date(latest)).toEqual(at('2026-11-30 17:30'));
    expect(user + system).toBeLessThan(1_000_000);
  });
});
