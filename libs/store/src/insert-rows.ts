import type { EntityManager } from 'typeorm';
import { dialectOf, type Dialect } from './dialect.js';
import type { EntityClass } from './entity-class.js';
import { marks } from './marks.js';
import { rowCodec, type RowCodec } from './row-codec.js';
import { runForEach } from './sqlite-rows.js';
import { sqlLiteral, SqlText } from './sql-literal.js';

/**
 * UTF-16 units of one statement for MariaDB, a larger row apart. V8 keeps what takes more than 128 KiB on pages of its own, which
 * it gets from the system each time: a text of a megabyte cost seven times as much for each row.
 */
const MAX_TEXT = 60_000;

/**
 * Inserts rows with few statements, in the given order, inside the caller's transaction. A missing value becomes the entity's
 * default or null. Rejects with RowError (see isDataError) or the database's error; some of the rows may have been written then,
 * so that the transaction must be undone.
 */
export async function insertRows<T extends object>(
  manager: EntityManager,
  entity: EntityClass<T>,
  rows: readonly T[],
): Promise<void> {
  const codec = rowCodec(manager, entity);
  const head = `INSERT INTO ${codec.table} (${codec.columns.map(({ name }) => name).join(', ')}) VALUES `;
  await INSERTS[dialectOf(manager)](manager, head, codec as unknown as RowCodec, rows);
}

type Insert = (manager: EntityManager, head: string, codec: RowCodec, rows: readonly object[]) => Promise<unknown>;

const INSERTS: Record<Dialect, Insert> = {
  sqlite(manager, head, codec, rows) {
    const values = rows.map((row) => codec.columns.map((column) => codec.encode(row, column)));
    return runForEach(manager, `${head}(${marks(codec.columns)})`, values);
  },
  async mariadb(manager, head, codec, rows) {
    for (const text of valueLists(codec, rows)) await manager.query(`${head}?`, [new SqlText(text)]);
  },
};

/** What stands behind VALUES, by statement. */
function valueLists(codec: RowCodec, rows: readonly object[]): string[] {
  const lists: string[] = [];
  let list = '';
  for (const row of rows) {
    let values = '';
    for (const column of codec.columns) values += (values === '' ? '' : ',') + sqlLiteral(codec.encode(row, column));
    const longer = list === '' ? `(${values})` : `${list},(${values})`;
    if (list === '' || longer.length <= MAX_TEXT) list = longer;
    else {
      lists.push(list);
      list = `(${values})`;
    }
  }
  if (list !== '') lists.push(list);
  return lists;
}
