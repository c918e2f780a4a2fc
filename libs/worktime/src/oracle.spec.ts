import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { momentBefore } from './card-moments.js';
import { deadlineOf, type Deadline } from './deadline.js';
import type { Limit, LimitUnit } from './limit.js';
import type { OfficeHours } from './office-hours.js';
import type { Pause } from './pause.js';
import { progressOf } from './progress.js';
import { WorkCalendar } from './work-calendar.js';
import { WorkingTime } from './working-time.js';

/**
 * The notices of the State Council, written off by hand: first and last day off, and the weekend days that are worked. Nothing
 * here comes from config/calendar, nor from the code that is tested.
 */
const PUBLISHED = {
  off: `2024-01-01 2024-01-01, 2024-02-10 2024-02-17, 2024-04-04 2024-04-06, 2024-05-01 2024-05-05, 2024-06-10 2024-06-10,
    2024-09-15 2024-09-17, 2024-10-01 2024-10-07, 2025-01-01 2025-01-01, 2025-01-28 2025-02-04, 2025-04-04 2025-04-06,
    2025-05-01 2025-05-05, 2025-05-31 2025-06-02, 2025-10-01 2025-10-08, 2026-01-01 2026-01-03, 2026-02-15 2026-02-23,
    2026-04-04 2026-04-06, 2026-05-01 2026-05-05, 2026-06-19 2026-06-21, 2026-09-25 2026-09-27, 2026-10-01 2026-10-07`,
  worked: `2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12 2025-01-26 2025-02-08
    2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10`,
};
const offRanges = PUBLISHED.off.split(',').map((range) => range.trim().split(' '));
const workedDays = new Set(PUBLISHED.worked.split(/\s+/));

/** A clerk with a wall calendar: slow, and without a single idea in common with the code that is tested. */
const clerk = {
  works(iso: string): boolean {
    if (workedDays.has(iso)) return true;
    if (offRanges.some(([from, to]) => from! <= iso && iso <= to!)) return false;
    return ![0, 6].includes(new Date(`${iso}T12:00:00+08:00`).getDay());
  },
  nextDay: (iso: string) => new Date(Date.parse(`${iso}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10),
  dayOf: (moment: number) => new Date(moment + 8 * 3_600_000).toISOString().slice(0, 10),
  spans(iso: string): string[] {
    if (!clerk.works(iso)) return [];
    const summer = iso.slice(5) >= '06-01' && iso.slice(5) <= '09-30';
    return summer ? ['09:00-12:00', '14:30-18:00'] : ['09:00-12:00', '14:00-17:30'];
  },
  closing(iso: string): number {
    const last = clerk.spans(iso).at(-1);
    return last === undefined
      ? Date.parse(`${clerk.nextDay(iso)}T00:00:00+08:00`)
      : Date.parse(`${iso}T${last.slice(6)}:00+08:00`);
  },
  /** Whether the minute that begins then is worked. */
  minuteWorked(moment: number): boolean {
    const clock = new Date(moment + 8 * 3_600_000).toISOString().slice(11, 16);
    return clerk.spans(clerk.dayOf(moment)).some((span) => span.slice(0, 5) <= clock && clock < span.slice(6));
  },
  paused: (moment: number, pauses: readonly Pause[]) =>
    pauses.some(({ from, to }) => from.getTime() <= moment && moment < to!.getTime()),
  /** Minute by minute. */
  endOfTime(start: number, minutes: number, worked: boolean, pauses: readonly Pause[]): number {
    let [moment, left] = [start, minutes];
    for (; left > 0; moment += 60_000)
      if (!clerk.paused(moment, pauses) && (!worked || clerk.minuteWorked(moment))) left--;
    return moment;
  },
  /** Day by day. */
  endOfDays(start: number, days: number, working: boolean, pauses: readonly Pause[]): number {
    const counted = (iso: string, working: boolean) =>
      (!working || clerk.works(iso)) && !clerk.paused(clerk.closing(iso) - 1, pauses);
    let [day, left] = [clerk.dayOf(start), days];
    while (left > 0) {
      day = clerk.nextDay(day);
      if (counted(day, working)) left--;
    }
    if (!clerk.works(day))
      do day = clerk.nextDay(day);
      while (!counted(day, true));
    return clerk.closing(day);
  },
};

const HOURS: OfficeHours = {
  name: '机关作息',
  spans: ['09:00-12:00', '14:00-17:30'],
  seasons: [{ name: '夏季作息', from: '06-01', to: '09-30', spans: ['09:00-12:00', '14:30-18:00'] }],
};
const calendar = new WorkCalendar(
  [2024, 2025, 2026].map((year) => parse(readFileSync(`config/calendar/${year}.yml`, 'utf8'))),
);
const time = new WorkingTime(calendar, HOURS);

const days: string[] = [];
for (let day = '2024-01-01'; day <= '2026-12-31'; day = clerk.nextDay(day)) days.push(day);

describe('every day from 2024 to 2026', () => {
  it('is worked or not as the notices say', () => {
    const told = days.map((day) => `${day} ${calendar.day(day).workday}`);
    expect(told).toEqual(days.map((day) => `${day} ${clerk.works(day)}`));
  });

  it.each([
    [2024, 251],
    [2025, 248],
    [2026, 248],
  ])('of %i makes %i working days', (year, expected) => {
    const worked = days.filter((day) => day.startsWith(`${year}`) && calendar.day(day).workday);
    expect(worked).toHaveLength(expected);
  });

  it('is certain until the days that the notice for 2027 may still move', () => {
    expect(days.filter((day) => !calendar.day(day).known)).toEqual(days.filter((day) => day >= '2026-12-25'));
  });

  it('has the hours of its season and closes by them', () => {
    const told = days.map((day) => {
      const noon = Date.parse(`${day}T12:00:00+08:00`);
      return time.between(new Date(noon - 43_200_000), new Date(noon + 43_200_000)) / 3_600_000;
    });
    expect(told).toEqual(days.map((day) => (clerk.works(day) ? 6.5 : 0)));
    const oneDay = days.slice(1, -5).map((day) => {
      const before = new Date(Date.parse(`${day}T00:00:00+08:00`) - 1);
      return deadlineOf(time, {
        start: before,
        limit: { amount: 1, unit: 'calendar-day' },
        rules: { lastDayOff: 'kept' },
      });
    });
    expect(oneDay.map(({ end }) => end!.getTime())).toEqual(days.slice(1, -5).map((day) => clerk.closing(day)));
  });
});

const minute = (from: string, to: string) =>
  fc
    .integer({ min: Date.parse(`${from}T00:00:00Z`) / 60_000, max: Date.parse(`${to}T00:00:00Z`) / 60_000 })
    .map((minutes) => minutes * 60_000);
const start = minute('2024-01-02', '2026-09-01');
/** Pauses in the weeks after the start, some of which touch or overlap. */
const started = start.chain((start) =>
  fc.record({
    start: fc.constant(start),
    pauses: fc.array(
      fc
        .record({ after: fc.integer({ min: -2_000, max: 30_000 }), long: fc.integer({ min: 0, max: 9_000 }) })
        .map(({ after, long }): Pause => ({
          from: new Date(start + after * 60_000),
          to: new Date(start + (after + long) * 60_000),
          reason: '等待鉴定',
        })),
      { maxLength: 3 },
    ),
  }),
);
const MOST: Record<LimitUnit, number> = {
  minute: 9_000,
  hour: 200,
  'working-hour': 60,
  workday: 25,
  'calendar-day': 40,
};
const units = Object.keys(MOST) as LimitUnit[];
const anyUnit = fc.constantFrom(...units);
const anyLimit = anyUnit.chain((unit) =>
  fc.integer({ min: 1, max: MOST[unit] }).map((amount): Limit => ({ amount, unit })),
);
const end = (start: number, limit: Limit, pauses: readonly Pause[] = [], rules = {}) =>
  deadlineOf(time, { start: new Date(start), limit, pauses, rules }).end!.getTime();
const runs = (numRuns: number) => ({ numRuns });

describe('whatever the start, the limit and the pauses', () => {
  it.each<[LimitUnit, (start: number, amount: number, pauses: readonly Pause[]) => number]>([
    ['minute', (start, amount, pauses) => clerk.endOfTime(start, amount, false, pauses)],
    ['hour', (start, amount, pauses) => clerk.endOfTime(start, amount * 60, false, pauses)],
    ['working-hour', (start, amount, pauses) => clerk.endOfTime(start, amount * 60, true, pauses)],
    ['workday', (start, amount, pauses) => clerk.endOfDays(start, amount, true, pauses)],
    ['calendar-day', (start, amount, pauses) => clerk.endOfDays(start, amount, false, pauses)],
  ])('the end in %s is the one that a clerk finds step by step', (unit, byHand) => {
    fc.assert(
      fc.property(started, fc.integer({ min: 1, max: MOST[unit] }), ({ start, pauses }, amount) => {
        expect(new Date(end(start, { amount, unit }, pauses))).toEqual(new Date(byHand(start, amount, pauses)));
      }),
      runs(unit.endsWith('day') ? 400 : 60),
    );
  });

  it('who begins later, has more time or pauses more never ends earlier', () => {
    fc.assert(
      fc.property(started, anyLimit, fc.integer({ min: 0, max: 3_000 }), ({ start, pauses }, limit, later) => {
        const plain = end(start, limit, pauses);
        expect(end(start + later * 60_000, limit, pauses)).toBeGreaterThanOrEqual(plain);
        expect(end(start, { ...limit, amount: limit.amount + 1 }, pauses)).toBeGreaterThanOrEqual(plain);
        expect(end(start, limit, pauses.slice(1))).toBeLessThanOrEqual(plain);
        expect(plain).toBeGreaterThan(start);
      }),
      runs(1000),
    );
  });

  it('two limits one after the other end when their sum does', () => {
    fc.assert(
      fc.property(started, anyLimit, fc.double({ min: 0, max: 1, noNaN: true }), ({ start, pauses }, limit, share) => {
        const first = { ...limit, amount: Math.max(1, Math.round(limit.amount * share)) };
        const second = { ...limit, amount: limit.amount - first.amount };
        fc.pre(second.amount > 0);
        const rules = { lastDayOff: 'kept' };
        const between = end(start, first, pauses, rules);
        // A day off ends at midnight, which is already the next day.
        fc.pre(limit.unit !== 'calendar-day' || clerk.works(clerk.dayOf(between - 1)));
        expect(end(between, second, pauses, rules)).toBe(end(start, limit, pauses, rules));
      }),
      runs(1000),
    );
  });

  it('a pause moves the end by as much as passed in it, and not at all when it begins at the end', () => {
    const closings = days.map((day) => ({ works: clerk.works(day), at: clerk.closing(day) }));
    const passed = (unit: LimitUnit, after: number, until: number) => {
      if (unit === 'minute' || unit === 'hour') return until - after;
      if (unit === 'working-hour') return time.between(new Date(after), new Date(until));
      return closings.filter(({ works, at }) => (works || unit === 'calendar-day') && after < at && at <= until).length;
    };
    fc.assert(
      fc.property(start, anyLimit, fc.nat({ max: 100 }), fc.nat({ max: 9_000 }), (start, limit, part, long) => {
        const rules = { lastDayOff: 'kept' };
        const plain = end(start, limit, [], rules);
        // A limit in days begins with the day after the start.
        const counts = limit.unit.endsWith('day')
          ? Date.parse(`${clerk.nextDay(clerk.dayOf(start))}T00:00:00+08:00`)
          : start;
        const from = counts + Math.floor(((plain - counts) * part) / 100);
        const to = from + long * 60_000;
        const moved = end(start, limit, [{ from: new Date(from), to: new Date(to), reason: '等待鉴定' }], rules);
        const byPause = from < plain ? passed(limit.unit, from, to) : 0;
        expect(passed(limit.unit, plain, moved)).toBe(byPause);
      }),
      runs(500),
    );
  });

  it('one pause in two entries, or told twice, is the same pause', () => {
    fc.assert(
      fc.property(started, anyLimit, fc.double({ min: 0, max: 1, noNaN: true }), ({ start, pauses }, limit, share) => {
        const halves = pauses.flatMap(({ from, to, reason }) => {
          const cut = new Date(from.getTime() + Math.floor((to!.getTime() - from.getTime()) * share));
          return [
            { from: cut, to: to!, reason },
            { from, to: cut, reason },
          ];
        });
        expect(end(start, limit, halves)).toBe(end(start, limit, pauses));
        expect(end(start, limit, [...pauses, ...pauses])).toBe(end(start, limit, pauses));
      }),
      runs(500),
    );
  });

  it('what has passed and what remains are the limit, at every moment', () => {
    fc.assert(
      fc.property(
        started,
        anyLimit,
        fc.double({ min: -0.1, max: 1.2, noNaN: true }),
        ({ start, pauses }, limit, share) => {
          const deadline = deadlineOf(time, { start: new Date(start), limit, pauses, rules: { lastDayOff: 'kept' } });
          const now = Math.floor(start + (deadline.end!.getTime() - start) * share);
          const { elapsed, remaining, overdue, state } = progressOf(time, deadline, new Date(now));
          expect(elapsed + remaining).toBeCloseTo(limit.amount, 6);
          expect(state === 'over').toBe(now > deadline.end!.getTime());
          expect(state === 'over' ? remaining : overdue).toBe(0);
        },
      ),
      runs(1000),
    );
  });

  it('a yellow card comes within the deadline', () => {
    fc.assert(
      fc.property(started, anyLimit, anyLimit, ({ start, pauses }, limit, lead) => {
        const deadline = deadlineOf(time, { start: new Date(start), limit, pauses });
        const card = momentBefore(time, deadline, lead)!;
        expect(card.getTime()).toBeGreaterThanOrEqual(start);
        expect(card.getTime()).toBeLessThanOrEqual(deadline.end!.getTime());
      }),
      runs(1000),
    );
  });

  it('a yellow card comes when that much remains, and no later pause moves one that has come', () => {
    const alike = fc
      .constantFrom(...units.filter((unit) => unit !== 'calendar-day'))
      .chain((unit) =>
        fc.tuple(fc.constant(unit), fc.integer({ min: 1, max: MOST[unit] }), fc.nat({ max: MOST[unit] })),
      );
    fc.assert(
      fc.property(started, alike, fc.nat({ max: 9_000 }), ({ start, pauses }, [unit, amount, lead], long) => {
        const terms = { start: new Date(start), limit: { amount, unit }, pauses };
        const deadline = deadlineOf(time, terms);
        const cardOf = (deadline: Deadline) => momentBefore(time, deadline, { amount: lead, unit })!;
        const card = cardOf(deadline);
        expect(progressOf(time, deadline, card).remaining).toBeCloseTo(Math.min(lead, amount), 6);
        const from = new Date(card.getTime() + 1);
        fc.pre(from < deadline.end!);
        const pause = { from, to: new Date(from.getTime() + long * 60_000), reason: '等待鉴定' };
        expect(cardOf(deadlineOf(time, { ...terms, pauses: [...pauses, pause] }))).toEqual(card);
      }),
      runs(1000),
    );
  });
});
