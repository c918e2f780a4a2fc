import type { EntityManager } from 'typeorm';
import type { QueryResult } from 'typeorm/query-runner/QueryResult.js';
import { dialectOf, type Dialect } from './dialect.js';
import { marks } from './marks.js';
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
  const affected = await UPDATES[dialectOf(manager)](manager, { table: codec.table, id, version, written }, values);
  if (affected !== values.length) throw new VersionConflict(codec.entity.name, values.length, affected);
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
    const first = Array.from({ length: written.length + 2 }, (_, index) => `? AS v${index}`).join(', ');
    const assignments = written.map(({ name }, index) => `t.${name} = v.v${index}`).join(', ');
    const key = `t.${id.name} = v.v${written.length} AND t.${version.name} = v.v${written.length + 1}`;
    let affected = 0;
    for (const chunk of statementChunks(rows)) {
      const others = ` UNION ALL SELECT ${marks(chunk[0] ?? [])}`.repeat(chunk.length - 1);
      // The new values first, then each row by its key: a scan of the table would wait for the rows that others have locked.
      const statement = `UPDATE (SELECT ${first}${others}) v STRAIGHT_JOIN ${table} t FORCE INDEX (PRIMARY) ON ${key} SET ${assignments}`;
      const result = (await manager.queryRunner?.query(statement, chunk.flat(), true)) as QueryResult | undefined;
      affected += result?.affected ?? 0;
    }
    return affected;
  },
};
