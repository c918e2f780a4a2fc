import type { DataSource } from 'typeorm';
import { openMariadbDataSource, type ServerAccess } from './mariadb-data-source.js';
import type { Schema } from './schema.js';
import { openSqliteDataSource, SQLITE_PREFIX } from './sqlite-data-source.js';

/**
 * Opens the database that `url` names (`sqlite:<file>`, `sqlite::memory:`, `mysql://…`) and brings its tables up to date.
 * Rejects with DatabaseUnavailable. Closed by `dataSource.destroy()`.
 * @param access how to get into a database server; nothing for a file
 */
export async function openDatabase(
  url: string,
  schemas: readonly Schema[],
  access: ServerAccess = {},
): Promise<DataSource> {
  const schema = {
    entities: [...new Set(schemas.flatMap(({ entities }) => entities))],
    migrations: [...new Set(schemas.flatMap(({ migrations }) => migrations))],
  };
  return url.startsWith(SQLITE_PREFIX) ? openSqliteDataSource(url, schema) : openMariadbDataSource(url, schema, access);
}
