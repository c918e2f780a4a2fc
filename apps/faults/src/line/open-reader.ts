import { createPool } from 'mysql2/promise';
import { openSqlite } from './sqlite.js';

export type Row = Readonly<Record<string, unknown>>;

/** The database as an onlooker sees it, beside the processes that work on it. */
export interface Reader {
  rows(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** @param url `sqlite:<file>` or `mysql://…`, as the setting has it */
export function openReader(url: string): Reader {
  if (url.startsWith('sqlite:')) return sqliteReader(url.slice('sqlite:'.length));
  const pool = createPool({ uri: url, connectionLimit: 2, timezone: 'Z', supportBigNumbers: true });
  return {
    rows: async (sql) => (await pool.query(sql))[0] as Row[],
    close: () => pool.end(),
  };
}

function sqliteReader(file: string): Reader {
  const database = openSqlite(file, 'read');
  return {
    rows: (sql) => Promise.resolve(database.prepare(sql).all() as Row[]),
    close: () => Promise.resolve(void database.close()),
  };
}
