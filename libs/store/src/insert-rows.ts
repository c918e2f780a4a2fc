import type { EntityManager } from 'typeorm';
import { dialectOf, type Dialect } from './dialect.js';
import type { EntityClass } from './entity-class.js';
import { rowCodec } from './row-codec.js';
import { marks } from './marks.js';
import { runForEach } from './sqlite-rows.js';
import { sqlLiteral, SqlText } from './sql-literal.js';
import { statementChunks } from './statement-chunks.js';

/**
 * Inserts rows with as few statements as parameters and bytes allow, in the given order, inside the caller's transaction. A
 * missing value becomes the entity's default or null. Rejects with RowError (see isDataError) or the database's error; some of
 * the rows may have been written then, so that the transaction must be undone.
 */
export async function insertRows<T extends object>(
  manager: EntityManager,
  entity: EntityClass<T>,
  rows: readonly T[],
): Promise<void> {
  const codec = rowCodec(manager, entity);
  const head = `INSERT INTO ${codec.table} (${codec.columns.map(({ name }) => name).join(', ')}) VALUES `;
  const values = rows.map((row) => codec.columns.map((column) => codec.encode(row, column)));
  for (const chunk of statementChunks(values)) await INSERTS[dialectOf(manager)](manager, head, chunk);
}

type Insert = (manager: EntityManager, head: string, rows: readonly (readonly unknown[])[]) => Promise<unknown>;

const INSERTS: Record<Dialect, Insert> = {
  sqlite(manager, head, rows) {
    return runForEach(manager, `${head}(${marks(rows[0] ?? [])})`, rows);
  },
  mariadb(manager, head, rows) {
    const text = rows.map((row) => `(${row.map(sqlLiteral).join(',')})`).join(',');
    return manager.query(`${head}?`, [new SqlText(text)]);
  },
};
