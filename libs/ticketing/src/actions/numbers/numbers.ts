import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, Problem } from '#libs/runtime';
import { readTime, writeTime } from '#libs/store';
import { MEASURE_NAMES, type Dimension, type Measure, type Tally } from '../../domain/numbers/measures.js';
import type { Period } from '../../domain/numbers/periods.js';
import type { FactsBounds, FactsQuery, Formula } from '../../persistence/numbers/formula.js';

/** Of which tickets: those of one agency, township or item. */
export type NumbersFilter = Readonly<Partial<Record<Dimension, string>>>;

/** The numbers of one key (an agency, …) in one period; key null: not known, or not asked for. */
export interface NumbersRow {
  readonly period: Period;
  readonly key: string | null;
  readonly tallies: Readonly<Partial<Record<Measure, Tally>>>;
}

/** One thing that was counted. */
export interface Fact {
  readonly id: string;
  readonly at: Date;
  readonly hit: boolean;
  readonly agency: string | null;
  readonly ticketId: string;
  readonly number: string;
  readonly title: string;
  readonly state: string;
}

/** Which facts are asked for; `hits`: only those of the numerator, or only the others. */
export interface FactsWanted {
  readonly formula: Formula;
  readonly measure: Measure;
  readonly period: Period;
  readonly filter: NumbersFilter;
  readonly hits?: boolean | undefined;
}

interface FactsPage {
  readonly pageSize: number;
  readonly behind?: { readonly time: Date; readonly id: string } | undefined;
}

/** Keys of one period, at most: a county has some hundred agencies and items. */
const MOST_KEYS = 2_000;
/** One query looks at no more time than this: on SQLite it holds up everything else as long as it runs. */
const SLICE_MS = 7 * 86_400_000;

/** Columns by which facts are told apart and filtered. */
const COLUMNS: Readonly<Record<Dimension, string>> = {
  agency: 'fact.agency',
  township: 'traits.township',
  item: 'traits.item',
};

/** Counts by a formula, from what is never changed once it is written. Memory holds one tally per period, key and measure. */
@Injectable()
export class Numbers {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Rows in order of period and key. Throws `invalid-query` when there are too many keys to tell. */
  async tally(
    formula: Formula,
    periods: readonly Period[],
    by: Dimension | undefined,
    filter: NumbersFilter,
  ): Promise<NumbersRow[]> {
    const rows: NumbersRow[] = [];
    for (const period of periods) {
      const tallies = new Map<string | null, Partial<Record<Measure, Tally>>>();
      for (const measure of MEASURE_NAMES) {
        for (const slice of slicesOf(period, this.clock.now(), period.until))
          for (const { key, total, hits } of await this.count(formula.facts[measure](slice), by, filter)) {
            const own = tallies.get(key) ?? {};
            const before = own[measure] ?? { of: 0, hits: 0 };
            own[measure] = { of: before.of + Number(total), hits: before.hits + Number(hits) };
            tallies.set(key, own);
          }
        if (tallies.size > MOST_KEYS)
          throw new Problem(
            'invalid-query',
            `There are more than ${MOST_KEYS} of them: name one, or ask by another dimension.`,
          );
      }
      const keys = [...tallies.keys()].toSorted(
        (a, b) => Number(a === null) - Number(b === null) || (a! < b! ? -1 : 1),
      );
      if (by === undefined && keys.length === 0) keys.push(null);
      for (const key of keys) rows.push({ period, key, tallies: tallies.get(key) ?? {} });
    }
    return rows;
  }

  /** What was counted, in order of time; `behind`: only what stands behind that place. */
  async facts(query: FactsWanted, page: FactsPage): Promise<Fact[]> {
    const { period } = query;
    const { behind, pageSize } = page;
    const from = behind && behind.time > period.from ? behind.time : period.from;
    const found: Fact[] = [];
    // In order of time, so that the first of them are enough for a page.
    for (const slice of slicesOf({ ...period, from }, this.clock.now(), period.until)) {
      found.push(...(await this.factsWithin(slice, query, { pageSize: pageSize - found.length, behind })));
      if (found.length >= pageSize) break;
    }
    return found;
  }

  private async factsWithin(
    slice: FactsBounds,
    { formula, measure, filter, hits }: FactsWanted,
    { pageSize, behind }: FactsPage,
  ): Promise<Fact[]> {
    const { sql, parameters } = this.filtered(formula.facts[measure](slice), filter);
    const more: [string, unknown[]][] = [
      [hits === undefined ? '' : `AND fact.hit = ${hits ? 1 : 0}`, []],
      behind
        ? [
            'AND (fact.at > ? OR (fact.at = ? AND fact.id > ?))',
            [writeTime(behind.time), writeTime(behind.time), behind.id],
          ]
        : ['', []],
    ];
    const rows = (await this.dataSource.query(
      `SELECT fact.id AS id, fact.at AS at, fact.hit AS hit, fact.agency AS agency, ticket.id AS ticketId, ticket.number AS number,
       ticket.title AS title, ticket.state AS state ${sql.replace('/* ticket */', 'JOIN ticketing_ticket ticket ON ticket.id = fact.ticket_id')}
       ${more.map(([text]) => text).join(' ')} ORDER BY fact.at, fact.id LIMIT ${pageSize}`,
      [...parameters, ...more.flatMap(([, values]) => values)],
    )) as (Omit<Fact, 'at' | 'hit'> & { at: unknown; hit: unknown })[];
    return rows.map((row) => ({ ...row, at: readTime(row.at), hit: Number(row.hit) === 1 }));
  }

  private async count(facts: FactsQuery, by: Dimension | undefined, filter: NumbersFilter) {
    const { sql, parameters } = this.filtered(facts, filter);
    const key = by === undefined ? 'NULL' : COLUMNS[by];
    const group = by === undefined ? '' : `GROUP BY ${COLUMNS[by]}`;
    const rows = (await this.dataSource.query(
      `SELECT ${key} AS ${this.quoted('key')}, COUNT(*) AS total, SUM(fact.hit) AS hits ${sql.replace('/* ticket */', '')} ${group} LIMIT ${MOST_KEYS + 1}`,
      parameters,
    )) as { key: string | null; total: unknown; hits: unknown }[];
    return rows.filter(({ total }) => Number(total) > 0);
  }

  private filtered({ sql, parameters }: FactsQuery, filter: NumbersFilter): { sql: string; parameters: unknown[] } {
    const named = Object.entries(filter) as [Dimension, string][];
    const where = named.map(([dimension]) => `AND ${COLUMNS[dimension]} = ?`).join(' ');
    return {
      sql: `FROM (${sql}) fact JOIN ticketing_traits traits ON traits.id = fact.ticket_id /* ticket */ WHERE 1 = 1 ${where}`,
      parameters: [...parameters, ...named.map(([, value]) => value)],
    };
  }

  private quoted(name: string): string {
    return this.dataSource.driver.escape(name);
  }
}

/** The period in pieces, as far as it has begun. @param horizon what lies there or behind it is not looked at */
function slicesOf({ from, until }: Pick<Period, 'from' | 'until'>, now: Date, horizon: Date): FactsBounds[] {
  const slices: FactsBounds[] = [];
  for (let at = from; at < until && at <= now; at = new Date(at.getTime() + SLICE_MS)) {
    const end = new Date(Math.min(at.getTime() + SLICE_MS, until.getTime()));
    slices.push({ from: writeTime(at), until: writeTime(end), horizon: writeTime(horizon) });
  }
  return slices;
}
