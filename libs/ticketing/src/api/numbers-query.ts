import { readLimit, readQuery, readTimeCursor, refuse, type TimeCursor } from '#libs/runtime';
import type { NumbersFilter } from '../actions/numbers/numbers.js';
import { DIMENSIONS, MEASURE_NAMES, type Dimension, type Measure } from '../domain/numbers/measures.js';
import { isDay, PERIOD_LENGTHS, periodsOf, type Period, type PeriodLength } from '../domain/numbers/periods.js';
import type { Formula } from '../persistence/numbers/formula.js';
import { FORMULAS } from '../persistence/numbers/formulas.js';

type Query = Readonly<Record<string, unknown>>;

/** Periods in one answer: two months by day, five years by month. */
const MOST_PERIODS = 62;
const MOST_YEARS = 10;
const LONGEST_CODE = 64;
const COMMON = ['from', 'to', 'formula', ...DIMENSIONS] as const;

export interface NumbersQuestion {
  readonly formula: Formula;
  readonly periods: readonly [Period, ...Period[]];
  readonly filter: NumbersFilter;
  readonly by: Dimension | undefined;
  readonly format: 'json' | 'csv';
}

/** Throws `invalid-query`. */
export function numbersQuestion(query: Query): NumbersQuestion {
  const { by, every, format, ...common } = readQuery(query, [...COMMON, 'by', 'every', 'format']);
  return {
    ...commonOf(common, oneOf('every', every, PERIOD_LENGTHS) ?? 'whole'),
    by: oneOf('by', by, DIMENSIONS),
    format: oneOf('format', format, ['json', 'csv'] as const) ?? 'json',
  };
}

export interface FactsQuestion {
  readonly formula: Formula;
  readonly measure: Measure;
  readonly period: Period;
  readonly filter: NumbersFilter;
  readonly hits: boolean | undefined;
  readonly pageSize: number;
  readonly behind: TimeCursor | undefined;
}

/** Throws `invalid-query`. */
export function factsQuestion(measure: string, query: Query): FactsQuestion {
  const { hits, limit, cursor, ...common } = readQuery(query, [...COMMON, 'hits', 'limit', 'cursor']);
  const { formula, periods, filter } = commonOf(common, 'whole');
  const hit = oneOf('hits', hits, ['true', 'false'] as const);
  return {
    formula,
    measure: oneOf('measure', measure, MEASURE_NAMES)!,
    period: periods[0],
    filter,
    hits: hit === undefined ? undefined : hit === 'true',
    pageSize: readLimit(limit),
    behind: cursor === undefined ? undefined : readTimeCursor(cursor),
  };
}

function commonOf(
  { from, to, formula, ...dimensions }: Partial<Record<(typeof COMMON)[number], string>>,
  every: PeriodLength,
): { formula: Formula; periods: [Period, ...Period[]]; filter: NumbersFilter } {
  if (from === undefined || to === undefined || !isDay(from) || !isDay(to))
    return refuse('from and to must be days, e.g. from=2026-11-01&to=2026-11-30');
  if (to < from) refuse('to lies before from');
  if (Number(to.slice(0, 4)) - Number(from.slice(0, 4)) >= MOST_YEARS) refuse(`ask for at most ${MOST_YEARS} years`);
  const periods = periodsOf(from, to, every);
  if (periods.length > MOST_PERIODS)
    refuse(`that would be ${periods.length} periods; at most ${MOST_PERIODS}: ask for longer ones, or for less time`);
  const chosen = formula === undefined ? FORMULAS.at(-1)! : FORMULAS.find(({ version }) => version === formula);
  if (!chosen)
    return refuse(`there is no such formula; there are ${FORMULAS.map(({ version }) => version).join(', ')}`);
  for (const [name, value] of Object.entries(dimensions))
    if (value.length > LONGEST_CODE) refuse(`${name} must have at most ${LONGEST_CODE} characters`);
  return { formula: chosen, periods: periods as [Period, ...Period[]], filter: dimensions };
}

function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  return allowed.find((one) => one === value) ?? refuse(`${name} must be one of ${allowed.join(', ')}`);
}
