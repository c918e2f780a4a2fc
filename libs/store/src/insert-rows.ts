import type { EntityManager } from 'typeorm';
import type { EntityClass } from './entity-class.js';
import { rowCodec } from './row-codec.js';
import { statementChunks } from './statement-chunks.js';

/**
 * Inserts rows with as few statements as parameters and bytes allow, in the given order, inside the caller's transaction. A
 * missing value becomes the entity's default or null. Rejects with RowError (see isDataError) or the database's error.
 */
export async function insertRows<T extends object>(
  manager: EntityManager,
  entity: EntityClass<T>,
  rows: readonly T[],
): Promise<void> {
  const codec = rowCodec(manager, entity);
  const head = `INSERT INTO ${codec.table} (${codec.columns.map(({ name }) => name).join(', ')}) VALUES `;
  const marks = `(${codec.columns.map(() => '?').join(', ')})`;
  const values = rows.map((row) => codec.columns.map((column) => codec.encode(row, column)));
  for (const chunk of statementChunks(values)) {
    await manager.query(head + chunk.map(() => marks).join(', '), chunk.flat());
  }
}
