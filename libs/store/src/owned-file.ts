import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseUnavailable } from './database-unavailable.js';
import { openSqlite } from './sqlite-connection.js';

/** Long enough for a predecessor that is just closing. */
const WAIT_MILLISECONDS = 1_500;

/**
 * Takes a SQLite file for this process alone, until the returned function is called or the process ends, however it ends: the
 * lock is the operating system's, on a second, empty SQLite file beside it. The database itself stays readable for tools.
 */
export function ownFile(url: string, file: string): () => void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const beside = openSqlite(`${file}.lock`, WAIT_MILLISECONDS);
    try {
      beside.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      beside.close();
      throw error;
    }
    return () => beside.close();
  } catch (error) {
    const busy = (error as { code?: string }).code === 'SQLITE_BUSY';
    const reason = busy
      ? 'another process has it open; one process at a time works on a SQLite file, use MariaDB for several'
      : (error as Error).message;
    throw new DatabaseUnavailable(url, reason, error);
  }
}
