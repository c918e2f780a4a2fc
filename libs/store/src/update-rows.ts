import type { EntityManager } from 'typeorm';
import type { QueryResult } from 'typeorm/query-runner/QueryResult.js';
import { dialectOf, type Dialect } from './dialect.js';
import type { ColumnCodec, RowCodec } from './row-codec.js';
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
    row.id,
    loadedVersion,
    ...written.map((column) => codec.encode(row, column)),
  ]);
  for (const chunk of statementChunks(values)) {
    const statement = STATEMENTS[dialectOf(manager)](codec.table, id, version, written, chunk.length);
    const result = (await manager.queryRunner?.query(statement, chunk.flat(), true)) as QueryResult;
    if (result.affected !== chunk.length)
      throw new VersionConflict(codec.entity.name, chunk.length, result.affected ?? 0);
  }
}

type Statement = (
  table: string,
  id: ColumnCodec,
  version: ColumnCodec,
  written: readonly ColumnCodec[],
  rows: number,
) => string;

const STATEMENTS: Record<Dialect, Statement> = {
  sqlite(table, id, version, written, rows) {
    const marks = `(${marksFor(written.length + 2)})`;
    const assignments = written.map(({ name }, index) => `${name} = v.column${index + 3}`).join(', ');
    return `UPDATE ${table} SET ${assignments} FROM (VALUES ${Array(rows).fill(marks).join(', ')}) AS v WHERE ${table}.${id.name} = v.column1 AND ${table}.${version.name} = v.column2`;
  },
  mariadb(table, id, version, written, rows) {
    const first = Array.from({ length: written.length + 2 }, (_, index) => `? AS v${index}`).join(', ');
    const others = ` UNION ALL SELECT ${marksFor(written.length + 2)}`.repeat(rows - 1);
    const assignments = written.map(({ name }, index) => `t.${name} = v.v${index + 2}`).join(', ');
    // The new values first, then each row by its key: a scan of the table would wait for the rows that others have locked.
    return `UPDATE (SELECT ${first}${others}) v STRAIGHT_JOIN ${table} t FORCE INDEX (PRIMARY) ON t.${id.name} = v.v0 AND t.${version.name} = v.v1 SET ${assignments}`;
  },
};

function marksFor(count: number): string {
  return Array(count).fill('?').join(', ');
}
