import { createRequire } from 'node:module';

/** What we use of better-sqlite3, which brings no types. */
export interface Sqlite {
  prepare(sql: string): { all(): unknown[]; get(...values: unknown[]): unknown; run(...values: unknown[]): unknown };
  exec(sql: string): void;
  close(): void;
}

const Database = createRequire(import.meta.url)('better-sqlite3') as new (
  file: string,
  options: { timeout: number; readonly: boolean },
) => Sqlite;

/** Beside the process that owns the file; waits for its locks. */
export function openSqlite(file: string, mode: 'read' | 'write'): Sqlite {
  return new Database(file, { timeout: 5_000, readonly: mode === 'read' });
}
