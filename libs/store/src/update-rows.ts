import type { EntityManager } from 'typeorm';
import type { QueryResult } from 'typeorm/query-runner/QueryResult.js';
import { dialectOf, type Dialect } from './dialect.js';
import type { ColumnCodec, RowCodec } from './row-codec.js';
import { runForEach } from './sqlite-rows.js';
import { statementChunks } from './statement-chunks.js';
import { VersionConflict } from './version-conflict.js';

/** The final state of a row, and the version under which it was loaded. */
export interface ChangedRow {
  readonly row: Readonly<Record<string, unknown>>;
  readonly loadedVersion: number;
}

/**
 * Writes `columns` of rows that are all different, each only if it still has the version under which it was loaded. Rejects
 * with VersionConflict when one has not.
 */
export async function updateRows(
  manager: EntityManager,
  codec: RowCodec,
  columns: readonly ColumnCodec[],
  changed: readonly ChangedRow[],
): Promise<void> {
  const id = codec.column('id');
  const version = codec.column('version');
  const written = [...columns.filter(({ property }) => property !== 'version'), version];
  const values = changed.map(({ row, loadedVersion }) => [
    ...written.map((column) => codec.encode(row, column)),
    row.id,
    loadedVersion,
  ]);
  const update = UPDATES[dialectOf(manager)];
  for (const chunk of statementChunks(values)) {
    const affected = await update(manager, { table: codec.table, id, version, written }, chunk);
    if (affected !== chunk.length) throw new VersionConflict(codec.entity.name, chunk.length, affected);
  }
}

/** What is written where. */
interface Target {
  readonly table: string;
  readonly id: ColumnCodec;
  readonly version: ColumnCodec;
  readonly written: readonly ColumnCodec[];
}

/** Rows of what is written, key and version; resolves to how many of them there were under that version. */
type Update = (manager: EntityManager, target: Target, rows: readonly (readonly unknown[])[]) => Promise<number>;

const UPDATES: Record<Dialect, Update> = {
  sqlite(manager, { table, id, version, written }, rows) {
    const assignments = written.map(({ name }) => `${name} = ?`).join(', ');
    return runForEach(manager, `UPDATE ${table} SET ${assignments} WHERE ${id.name} = ? AND ${version.name} = ?`, rows);
  },
  async mariadb(manager, { table, id, version, written }, rows) {
    const width = written.length + 2;
    const first = Array.from({ length: width }, (_, index) => `? AS v${index}`).join(', ');
    const others = ` UNION ALL SELECT ${Array(width).fill('?').join(', ')}`.repeat(rows.length - 1);
    const assignments = written.map(({ name }, index) => `t.${name} = v.v${index}`).join(', ');
    // The new values first, then each row by its key: a scan of the table would wait for the rows that others have locked.
    const statement = `UPDATE (SELECT ${first}${others}) v STRAIGHT_JOIN ${table} t FORCE INDEX (PRIMARY) ON t.${id.name} = v.v${written.length} AND t.${version.name} = v.v${written.length + 1} SET ${assignments}`;
    const result = (await manager.queryRunner?.query(statement, rows.flat(), true)) as QueryResult | undefined;
    return result?.affected ?? 0;
  },
};
