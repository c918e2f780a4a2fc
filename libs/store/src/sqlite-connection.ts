import { createRequire } from 'node:module';

export interface SqliteStatement {
  run(...values: unknown[]): { changes: number };
  all(...values: unknown[]): unknown[];
}

/** What we use of better-sqlite3, which brings no types. */
export interface SqliteConnection {
  readonly inTransaction: boolean;
  prepare(sql: string): SqliteStatement;
  exec(sql: string): void;
  pragma(text: string): unknown;
  close(): void;
}

const Database = createRequire(import.meta.url)('better-sqlite3') as new (
  file: string,
  options: { timeout: number },
) => SqliteConnection;

/** @param timeout milliseconds to wait for another process's lock; the event loop stands still meanwhile */
export function openSqlite(file: string, timeout: number): SqliteConnection {
  return new Database(file, { timeout });
}
