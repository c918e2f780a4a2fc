/** How numbers are cut along the calendar of Asia/Shanghai, which has no summer time. */
export const PERIOD_LENGTHS = ['day', 'month', 'quarter', 'year', 'whole'] as const;
export type PeriodLength = (typeof PERIOD_LENGTHS)[number];

/** From a moment until right before another. */
export interface Period {
  /** `2026-11-25`, `2026-11`, `2026-Q4`, `2026`, or `2026-11-01/2026-11-30` for the whole. */
  readonly name: string;
  readonly from: Date;
  readonly until: Date;
}

const DAY_MS = 86_400_000;

/** Whether that is a day of the calendar, written `2026-11-25`. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}

/** The periods from the first to the last day, both whole; the first and the last period are cut where those days cut them. */
export function periodsOf(firstDay: string, lastDay: string, every: PeriodLength): Period[] {
  const end = startOf(dayAfter(lastDay));
  if (every === 'whole') return [{ name: `${firstDay}/${lastDay}`, from: startOf(firstDay), until: end }];
  const periods: Period[] = [];
  for (let day = firstDay; day <= lastDay;) {
    const next = firstOfNext(day, every);
    const until = startOf(next);
    periods.push({ name: nameOf(day, every), from: startOf(day), until: until < end ? until : end });
    day = next;
  }
  return periods;
}

function startOf(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`);
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

function firstOfNext(day: string, every: Exclude<PeriodLength, 'whole'>): string {
  if (every === 'day') return dayAfter(day);
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  const months = { month: 1, quarter: 3 - ((month - 1) % 3), year: 13 - month }[every];
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

function nameOf(day: string, every: Exclude<PeriodLength, 'whole'>): string {
  switch (every) {
    case 'day':
      return day;
    case 'month':
      return day.slice(0, 7);
    case 'quarter':
      return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
    case 'year':
      return day.slice(0, 4);
  }
}
