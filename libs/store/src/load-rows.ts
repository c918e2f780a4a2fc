import type { EntityManager } from 'typeorm';
import { dialectOf, forUpdate, type Dialect } from './dialect.js';
import { indexHint } from './index-hint.js';
import { marks } from './marks.js';
import type { RowCodec } from './row-codec.js';

const VALUES_PER_QUERY = 1_000;

/** A list of values in a statement, and its parameters. On SQLite one text for any number of them: see runForEach. */
const LISTS: Record<Dialect, (values: string[]) => [string, string[]]> = {
  sqlite: (values) => ['SELECT value FROM json_each(?)', [JSON.stringify(values)]],
  mariadb: (values) => [marks(values), values],
};

/** The rows whose `property` is one of `values`, locked until the transaction ends, in order of their keys. */
export async function loadRows<T extends object>(
  manager: EntityManager,
  codec: RowCodec<T>,
  property: string,
  values: readonly string[],
): Promise<Readonly<T>[]> {
  const fields = codec.columns.map(({ name, property: field }) => `${name} AS ${quoted(manager, field)}`).join(', ');
  const order = codec.keys.map(({ name }) => name).join(', ');
  const ascending = values.toSorted();
  const hint = dialectOf(manager) === 'mariadb' ? await indexHint(manager, codec, property) : '';
  const rows: Readonly<T>[] = [];
  for (let from = 0; from < ascending.length; from += VALUES_PER_QUERY) {
    const some = ascending.slice(from, from + VALUES_PER_QUERY);
    const [list, parameters] = LISTS[dialectOf(manager)](some);
    const raw = (await manager.query(
      `SELECT ${fields} FROM ${codec.table} ${hint} WHERE ${codec.column(property).name} IN (${list}) ORDER BY ${order} ${forUpdate(manager)}`,
      parameters,
    )) as Record<string, unknown>[];
    for (const one of raw) rows.push(codec.decode(one));
  }
  return rows;
}

function quoted(manager: EntityManager, name: string): string {
  return manager.dataSource.driver.escape(name);
}
