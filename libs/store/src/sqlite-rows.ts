import type { EntityManager } from 'typeorm';

/** What a runner on SQLite can do beside TypeORM's. */
export interface ForEachRow {
  runForEach(sql: string, rows: readonly (readonly unknown[])[]): Promise<number>;
}

/**
 * Runs one statement for each row, in this order, inside the caller's transaction; resolves to how many rows were changed in
 * all. One text for any number of rows is compiled once: nothing travels to SQLite, so that a statement of many rows saves
 * nothing, and each number of rows would be a text of its own, of many kilobytes when compiled.
 */
export function runForEach(
  manager: EntityManager,
  sql: string,
  rows: readonly (readonly unknown[])[],
): Promise<number> {
  if (!manager.queryRunner)
    throw new Error('rows are written inside a transaction, with the EntityManager that it gave');
  return (manager.queryRunner as unknown as ForEachRow).runForEach(sql, rows);
}
