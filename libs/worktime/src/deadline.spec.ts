import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import type { CalendarYear } from './calendar-year.js';
import { momentAfter, momentBefore } from './card-moments.js';
import { deadlineOf } from './deadline.js';
import type { CountingRules, Limit, LimitUnit } from './limit.js';
import type { OfficeHours } from './office-hours.js';
import type { Pause } from './pause.js';
import { progressOf } from './progress.js';
import { STANDARD_HOURS } from './standard-hours.js';
import { WorkCalendar } from './work-calendar.js';
import { WorkingTime } from './working-time.js';
import { WorktimeError } from './worktime-error.js';

const years = [2024, 2025, 2026].map((year): CalendarYear =>
  parse(readFileSync(`config/calendar/${year}.yml`, 'utf8')),
);
const time = new WorkingTime(new WorkCalendar(years), STANDARD_HOURS);
const at = (text: string) => new Date(`${text.replace(' ', 'T')}:00+08:00`);
/** In Shanghai, and the end of a day as `24:00` of it. */
const said = (date: Date | undefined) => {
  if (!date) return 'none';
  const text = new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  return text.endsWith('00:00') ? `${new Date(date.getTime() - 1).toISOString().slice(0, 10)} 24:00` : text;
};
const limit = (text: string): Limit => {
  const [amount, unit] = text.split(' ');
  return { amount: Number(amount), unit: unit as LimitUnit };
};
const due = (start: string, amount: string, rules: Partial<CountingRules> = {}, pauses: Pause[] = []) =>
  said(deadlineOf(time, { start: at(start), limit: limit(amount), rules, pauses }).end);
const pause = (from: string, to?: string): Pause => ({
  from: at(from),
  ...(to !== undefined && { to: at(to) }),
  reason: '等待鉴定',
});

describe('the end of a limit', () => {
  it.each([
    // 2026-11-25 is a Wednesday.
    ['one working day is until the closing of the next', '2026-11-25 10:00', '1 workday', '2026-11-26 17:30'],
    [
      'the day of the start does not count even from its first minute',
      '2026-11-25 00:00',
      '1 workday',
      '2026-11-26 17:30',
    ],
    ['nor when it came in after closing', '2026-11-25 23:59', '1 workday', '2026-11-26 17:30'],
    ['a weekend does not count', '2026-11-27 10:00', '1 workday', '2026-11-30 17:30'],
    ['what came in on a Saturday has the whole Monday', '2026-11-28 10:00', '1 workday', '2026-11-30 17:30'],
    ['a make-up Saturday counts', '2026-02-13 10:00', '1 workday', '2026-02-14 17:30'],
    ['a make-up Sunday counts', '2026-09-18 10:00', '1 workday', '2026-09-20 17:30'],
    ['Spring Festival does not', '2026-02-14 10:00', '1 workday', '2026-02-24 17:30'],
    ['what came in on a holiday begins after it', '2026-10-03 10:00', '1 workday', '2026-10-08 17:30'],
    ['five working days over Spring Festival', '2026-02-12 10:15', '5 workday', '2026-02-26 17:30'],
    ['fifteen over National Day', '2026-09-18 16:00', '15 workday', '2026-10-15 17:30'],
    ['2024-02-09 is a working day, whatever was recommended', '2024-02-08 10:00', '1 workday', '2024-02-09 17:30'],
    ['the same day', '2026-11-25 10:00', '0 workday', '2026-11-25 17:30'],
    ['the same day, come in after closing, is the next', '2026-11-25 17:30', '0 workday', '2026-11-26 17:30'],
    ['the same day, come in on a day off, is the next one worked', '2026-11-28 10:00', '0 workday', '2026-11-30 17:30'],

    ['a calendar day', '2026-11-25 10:00', '1 calendar-day', '2026-11-26 17:30'],
    ['its last day off is postponed to the next one worked', '2026-11-25 10:00', '3 calendar-day', '2026-11-30 17:30'],
    ['over the whole festival', '2026-02-12 10:00', '5 calendar-day', '2026-02-24 17:30'],
    ['but a make-up Saturday is none', '2026-02-11 10:00', '3 calendar-day', '2026-02-14 17:30'],
    ['days off in the middle count', '2026-11-26 10:00', '4 calendar-day', '2026-11-30 17:30'],

    ['working hours leave out the lunch break', '2026-11-25 11:00', '2 working-hour', '2026-11-25 15:00'],
    ['and the night', '2026-11-25 16:30', '2 working-hour', '2026-11-26 10:00'],
    ['and the weekend', '2026-11-27 16:30', '2 working-hour', '2026-11-30 10:00'],
    ['from the lunch break they begin after it', '2026-11-25 12:30', '2 working-hour', '2026-11-25 16:00'],
    ['from a day off with the next opening', '2026-02-20 08:00', '4 working-hour', '2026-02-24 15:00'],
    ['used up exactly at closing they end there', '2026-11-25 15:30', '2 working-hour', '2026-11-25 17:30'],
    ['used up exactly at the lunch break, too', '2026-11-25 10:00', '2 working-hour', '2026-11-25 12:00'],
    ['from closing they begin with the next opening', '2026-11-25 17:30', '1 working-hour', '2026-11-26 10:00'],
    ['none end at once', '2026-11-28 10:00', '0 working-hour', '2026-11-28 10:00'],

    ['minutes know no night', '2026-02-16 23:45', '30 minute', '2026-02-17 00:15'],
    ['nor do hours', '2026-11-27 10:00', '24 hour', '2026-11-28 10:00'],
    ['none end at once', '2026-11-27 10:00', '0 minute', '2026-11-27 10:00'],
  ])('%s: %s and %s', (_, start, amount, expected) => expect(due(start, amount)).toBe(expected));

  it('follows the year into the next and leap days', () => {
    expect(due('2025-12-31 10:00', '1 workday')).toBe('2026-01-04 17:30');
    expect(due('2024-02-28 10:00', '1 workday')).toBe('2024-02-29 17:30');
    expect(due('2024-12-31 16:30', '2 working-hour')).toBe('2025-01-02 10:00');
  });

  it('keeps the second in which it began', () => {
    const start = new Date(at('2026-11-25 17:00').getTime() + 12_345);
    const { end } = deadlineOf(time, { start, limit: limit('1 working-hour') });
    expect(end!.getTime() - at('2026-11-26 09:00').getTime()).toBe(30 * 60_000 + 12_345);
  });
});

describe('where practice differs from the law', () => {
  it.each<[string, string, string, Partial<CountingRules>, string]>([
    ['the day of the start may count', '2026-11-25 10:00', '1 workday', { startDay: 'included' }, '2026-11-25 17:30'],
    ['after closing it can not', '2026-11-25 18:00', '1 workday', { startDay: 'included' }, '2026-11-26 17:30'],
    ['a day off can not', '2026-11-28 10:00', '2 workday', { startDay: 'included' }, '2026-12-01 17:30'],
    ['a day may end at midnight', '2026-11-25 10:00', '1 workday', { endOfDay: 'midnight' }, '2026-11-26 24:00'],
    [
      'also a day off',
      '2026-11-25 10:00',
      '3 calendar-day',
      { endOfDay: 'midnight', lastDayOff: 'kept' },
      '2026-11-28 24:00',
    ],
    [
      'a last day off may be kept, until midnight',
      '2026-11-25 10:00',
      '3 calendar-day',
      { lastDayOff: 'kept' },
      '2026-11-28 24:00',
    ],
    [
      'off duty may be the next opening: at night',
      '2026-11-25 18:00',
      '1 workday',
      { offDutyStart: 'next-opening' },
      '2026-11-27 17:30',
    ],
    ['on a Saturday', '2026-11-28 10:00', '1 workday', { offDutyStart: 'next-opening' }, '2026-12-01 17:30'],
    [
      'in the lunch break, the same day',
      '2026-11-25 12:30',
      '1 workday',
      { offDutyStart: 'next-opening' },
      '2026-11-26 17:30',
    ],
    [
      'on duty it changes nothing',
      '2026-11-25 10:00',
      '1 workday',
      { offDutyStart: 'next-opening' },
      '2026-11-26 17:30',
    ],
    [
      'hours by the clock never wait for an opening',
      '2026-11-28 10:00',
      '1 hour',
      { offDutyStart: 'next-opening' },
      '2026-11-28 11:00',
    ],
  ])('%s', (_, start, amount, rules, expected) => expect(due(start, amount, rules)).toBe(expected));
});

describe('hours', () => {
  const withSeasons = (seasons: OfficeHours['seasons']) =>
    new WorkingTime(time.calendar, { name: '机关作息', spans: ['09:00-12:00', '14:00-17:30'], seasons });
  const summer = withSeasons([{ name: '夏季', from: '06-01', to: '09-30', spans: ['09:00-12:00', '14:30-18:00'] }]);
  const winter = withSeasons([{ name: '冬季', from: '12-01', to: '02-29', spans: ['09:30-12:00', '13:00-16:30'] }]);
  const dueIn = (own: WorkingTime, start: string, amount: string) =>
    said(deadlineOf(own, { start: at(start), limit: limit(amount) }).end);

  it('change with the season, and closing with them', () => {
    expect(dueIn(summer, '2026-05-28 10:00', '1 workday')).toBe('2026-05-29 17:30');
    expect(dueIn(summer, '2026-05-29 10:00', '1 workday')).toBe('2026-06-01 18:00');
    expect(dueIn(summer, '2026-09-30 17:00', '2 working-hour')).toBe('2026-10-08 10:00');
    expect(dueIn(winter, '2026-02-27 16:00', '1 working-hour')).toBe('2026-02-28 10:00');
    expect(dueIn(winter, '2026-02-28 16:00', '1 working-hour')).toBe('2026-03-02 09:30');
  });

  it('may reach to midnight', () => {
    const long = new WorkingTime(time.calendar, { name: '派出所', spans: ['00:00-08:00', '20:00-24:00'] });
    expect(dueIn(long, '2026-11-25 10:00', '1 workday')).toBe('2026-11-26 24:00');
    expect(dueIn(long, '2026-11-25 23:00', '2 working-hour')).toBe('2026-11-26 01:00');
    expect(dueIn(long, '2026-11-25 23:00', '1 working-hour')).toBe('2026-11-25 24:00');
    expect(long.isOpen(at('2026-11-26 00:00'))).toBe(true);
    expect(long.isOpen(at('2026-11-28 00:00'))).toBe(false);
  });

  it('are open from the opening, until before the closing', () => {
    const open = ['08:59', '09:00', '11:59', '12:00', '14:00', '17:29', '17:30'].map((clock) =>
      time.isOpen(at(`2026-11-25 ${clock}`)),
    );
    expect(open).toEqual([false, true, true, false, true, true, false]);
  });

  it('tell how much working time lies between two moments, also backwards', () => {
    const [friday, monday] = [at('2026-11-27 16:00'), at('2026-11-30 10:00')];
    expect(time.between(friday, monday)).toBe(2.5 * 3_600_000);
    expect(time.between(monday, friday)).toBe(-2.5 * 3_600_000);
    expect(time.workdaysBetween(at('2026-02-13 10:00'), at('2026-02-24 09:00'))).toBe(2);
    expect(time.workdaysBetween(at('2026-02-24 09:00'), at('2026-02-13 10:00'))).toBe(-2);
  });
});

describe('pauses', () => {
  it.each<[string, string, string, Pause[], string]>([
    [
      'of a working day move the end by one',
      '2026-11-23 10:00',
      '5 workday',
      [pause('2026-11-25 10:00', '2026-11-26 10:00')],
      '2026-12-01 17:30',
    ],
    [
      'within one day change no limit in days',
      '2026-11-23 10:00',
      '5 workday',
      [pause('2026-11-25 10:00', '2026-11-25 16:00')],
      '2026-11-30 17:30',
    ],
    [
      'over a weekend neither',
      '2026-11-23 10:00',
      '5 workday',
      [pause('2026-11-27 18:00', '2026-11-30 09:00')],
      '2026-11-30 17:30',
    ],
    [
      'over Spring Festival take only the days that were worked',
      '2026-02-12 10:00',
      '5 workday',
      [pause('2026-02-13 09:00', '2026-02-25 09:00')],
      '2026-03-02 17:30',
    ],
    [
      'take the hours that were worked',
      '2026-11-25 09:00',
      '4 working-hour',
      [pause('2026-11-25 11:00', '2026-11-25 15:00')],
      '2026-11-25 17:00',
    ],
    [
      'take all hours of the clock',
      '2026-11-25 09:00',
      '24 hour',
      [pause('2026-11-25 18:00', '2026-11-26 08:00')],
      '2026-11-26 23:00',
    ],
    [
      'before the start count from the start',
      '2026-11-25 09:00',
      '1 hour',
      [pause('2026-11-25 08:00', '2026-11-25 09:30')],
      '2026-11-25 10:30',
    ],
    [
      'that are over before the start change nothing',
      '2026-11-25 09:00',
      '1 hour',
      [pause('2026-11-25 08:00', '2026-11-25 09:00')],
      '2026-11-25 10:00',
    ],
    [
      'that begin at the end change nothing',
      '2026-11-25 09:00',
      '1 workday',
      [pause('2026-11-26 17:30', '2026-11-27 18:00')],
      '2026-11-26 17:30',
    ],
    [
      'of no length change nothing',
      '2026-11-25 09:00',
      '1 hour',
      [pause('2026-11-25 09:30', '2026-11-25 09:30')],
      '2026-11-25 10:00',
    ],
    [
      'on the day to which the end was postponed move it',
      '2026-11-25 10:00',
      '3 calendar-day',
      [pause('2026-11-29 10:00', '2026-12-01 10:00')],
      '2026-12-01 17:30',
    ],
    [
      'that overlap are one',
      '2026-11-25 09:00',
      '3 hour',
      [pause('2026-11-25 10:00', '2026-11-25 12:00'), pause('2026-11-25 11:00', '2026-11-25 13:00')],
      '2026-11-25 15:00',
    ],
  ])('%s', (_, start, amount, pauses, expected) => expect(due(start, amount, {}, pauses)).toBe(expected));

  it('that last leave the end open, and say what remains', () => {
    const terms = { start: at('2026-11-23 10:00'), limit: limit('5 workday'), pauses: [pause('2026-11-25 10:00')] };
    const deadline = deadlineOf(time, terms);
    expect(deadline).toEqual(terms);
    expect(progressOf(time, deadline, at('2026-12-20 10:00'))).toEqual({
      unit: 'workday',
      elapsed: 1,
      remaining: 4,
      overdue: 0,
      state: 'paused',
    });
    expect(momentBefore(time, deadline, limit('1 workday'))).toBeUndefined();
    expect(momentAfter(time, deadline, limit('1 workday'))).toBeUndefined();
    expect(due('2026-11-23 10:00', '1 workday', {}, [pause('2026-11-25 10:00')])).toBe('2026-11-24 17:30');
  });
});

describe('cards', () => {
  const cards = (start: string, amount: string, card: string, pauses: Pause[] = []) => {
    const deadline = deadlineOf(time, { start: at(start), limit: limit(amount), pauses });
    return [momentBefore(time, deadline, limit(card)), momentAfter(time, deadline, limit(card))].map(said);
  };

  it('come whole working days before and after the end', () => {
    expect(cards('2026-11-18 10:00', '5 workday', '1 workday')).toEqual(['2026-11-24 17:30', '2026-11-26 17:30']);
    expect(cards('2026-02-12 10:00', '3 workday', '1 workday')).toEqual(['2026-02-14 17:30', '2026-02-25 17:30']);
    expect(cards('2026-11-18 10:00', '5 workday', '0 workday')).toEqual(['2026-11-25 17:30', '2026-11-25 17:30']);
  });

  it('leave at least one whole working day when the end is no closing', () => {
    expect(cards('2026-11-26 10:00', '24 hour', '1 workday')).toEqual(['2026-11-26 10:00', '2026-11-30 17:30']);
    expect(cards('2026-11-23 10:00', '96 hour', '1 workday')).toEqual(['2026-11-25 17:30', '2026-11-30 17:30']);
  });

  it('leave out what was paused', () => {
    const pauses = [pause('2026-11-24 18:00', '2026-11-25 20:00')];
    expect(cards('2026-11-18 10:00', '5 workday', '1 workday', pauses)[0]).toBe('2026-11-24 17:30');
    const noon = [pause('2026-11-25 10:00', '2026-11-25 12:00')];
    expect(cards('2026-11-25 09:00', '3 hour', '2 hour', noon)).toEqual(['2026-11-25 12:00', '2026-11-25 16:00']);
  });

  it('come with the start, or the opening after it, when there is no more time than that', () => {
    expect(cards('2026-11-25 10:00', '1 workday', '5 workday')[0]).toBe('2026-11-25 10:00');
    expect(cards('2026-11-28 10:00', '2 working-hour', '2 working-hour')[0]).toBe('2026-11-30 09:00');
    expect(cards('2026-11-28 10:00', '2 working-hour', '3 working-hour')[0]).toBe('2026-11-28 10:00');
  });

  it('may be set in hours', () => {
    expect(cards('2026-11-24 10:00', '1 workday', '2 working-hour')).toEqual(['2026-11-25 15:30', '2026-11-26 11:00']);
    expect(cards('2026-11-25 10:00', '30 minute', '10 minute')).toEqual(['2026-11-25 10:20', '2026-11-25 10:40']);
  });
});

describe('what can not be', () => {
  const mistakesOf = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      if (error instanceof WorktimeError) return error.message;
      throw error;
    }
    return 'nothing was refused';
  };
  const start = at('2026-11-25 10:00');

  it.each<[Limit, string]>([
    [{ amount: -1, unit: 'workday' }, '-1 workday is not a whole number'],
    [{ amount: 1.5, unit: 'working-hour' }, '1.5 working-hour is not a whole number'],
    [{ amount: Number.NaN, unit: 'hour' }, 'NaN hour'],
    [{ amount: Infinity, unit: 'minute' }, 'Infinity minute'],
    [{ amount: 100_000, unit: 'workday' }, 'from 0 to 2600'],
    [{ amount: '5' as never, unit: 'workday' }, '5 workday is not a whole number'],
    [{ amount: 1, unit: 'week' as never }, '"week" is not a unit'],
    [{ amount: 1, unit: 'toString' as never }, '"toString" is not a unit'],
  ])('a limit of %o', (limit, words) => {
    expect(mistakesOf(() => deadlineOf(time, { start, limit }))).toContain(words);
    expect(
      mistakesOf(() => momentAfter(time, deadlineOf(time, { start, limit: { amount: 1, unit: 'hour' } }), limit)),
    ).toContain(words);
  });

  it('a start that is no date, or lies where nothing is counted', () => {
    const begin = (start: Date) => mistakesOf(() => deadlineOf(time, { start, limit: limit('1 workday') }));
    expect(begin(new Date('no'))).toContain('the start cannot be used: it is not a date');
    expect(begin(new Date('1999-12-31T15:59:59Z'))).toContain('outside 2000-01-01 to 2099-12-31');
    expect(begin(new Date('2100-01-01T00:00:00Z'))).toContain('outside');
  });

  it.each(['2600 workday', '20000 working-hour', '3660 calendar-day', '90000 hour'])(
    'an end of %s after the last day there is',
    (amount) =>
      expect(mistakesOf(() => deadlineOf(time, { start: at('2099-01-02 10:00'), limit: limit(amount) }))).toContain(
        'outside',
      ),
  );

  it('a ledger with entries that can not be, each named', () => {
    const pauses: Pause[] = [
      pause('2026-11-26 10:00', '2026-11-25 10:00'),
      { from: new Date('no'), reason: '等待鉴定' },
      { ...pause('2026-11-26 10:00'), reason: ' ' },
    ];
    const words = mistakesOf(() => deadlineOf(time, { start, limit: limit('1 hour'), pauses }));
    expect(words).toContain('$[0].to: lies before it began');
    expect(words).toContain('$[1].from cannot be used: it is not a date');
    expect(words).toContain('$[2].reason: say why');
  });

  it.each<[Partial<OfficeHours>, string]>([
    [{ spans: [] }, '$.spans: a working day without hours'],
    [{ spans: ['9:00-12:00'] }, '$.spans[0]: "9:00-12:00" is not a span'],
    [{ spans: ['09:00-24:30'] }, 'is not a span'],
    [{ spans: ['09:60-12:00'] }, 'is not a span'],
    [{ spans: ['12:00-09:00'] }, '12:00-09:00 does not end after it begins'],
    [{ spans: ['22:00-06:00'] }, 'a night is two spans'],
    [{ spans: ['09:00-12:00', '11:00-17:30'] }, '$.spans[1]: 11:00-17:30 must begin after'],
    [{ spans: ['14:00-17:30', '09:00-12:00'] }, '$.spans[1]: 09:00-12:00 must begin after'],
    [{ spans: ['09:00-12:00', '12:00-17:30'] }, '$.spans[1]: 12:00-17:30 must begin after'],
    [{ seasons: [{ name: '夏季', from: '6-1', to: '09-31', spans: [] }] }, '$.seasons[0].from: "6-1"'],
    [{ seasons: [{ name: '夏季', from: '06-01', to: '09-31', spans: [] }] }, '$.seasons[0].to: "09-31"'],
    [
      {
        seasons: [
          { name: '冬季', from: '11-01', to: '03-31', spans: ['09:00-12:00'] },
          { name: '春季', from: '03-31', to: '05-31', spans: ['09:00-12:00'] },
        ],
      },
      '$.seasons[1]: 03-31 lies in 冬季 too',
    ],
  ])('hours like %j', (hours, words) => {
    expect(mistakesOf(() => new WorkingTime(time.calendar, { ...STANDARD_HOURS, ...hours }))).toContain(words);
  });
});
