import { DataSource, type DataSourceOptions } from 'typeorm';
import { DatabaseUnavailable } from './database-unavailable.js';
import { guardTransactions } from './inside-transaction.js';
import { ownFile } from './owned-file.js';
import { serializeSqlite } from './serial-sqlite.js';
import type { SqliteConnection } from './sqlite-connection.js';

export const SQLITE_PREFIX = 'sqlite:';

/** Milliseconds to wait for another process that reads or copies the file. */
const BUSY_TIMEOUT = 5_000;

/**
 * 16 MB. What is committed stands in the WAL; to carry it over into the file costs two more syncs and every page that was
 * touched, and the pages of a busy log and its indexes are touched again and again.
 */
const PAGES_OF_WAL = 4_000;

/** `sqlite:<file>`: WAL and synchronous FULL, so that what is committed survives a power cut. Closing leaves one whole file. */
export async function openSqliteDataSource(
  url: string,
  schema: Pick<DataSourceOptions, 'entities' | 'migrations'>,
): Promise<DataSource> {
  const file = url.slice(SQLITE_PREFIX.length);
  const giveBack = file === ':memory:' ? (): void => {} : ownFile(url, file);
  const dataSource = new DataSource({
    ...schema,
    type: 'better-sqlite3',
    database: file,
    enableWAL: true,
    timeout: BUSY_TIMEOUT,
    migrationsTableName: 'store_migration',
    migrationsTransactionMode: 'each',
    prepareDatabase: (connection: SqliteConnection) => {
      connection.pragma('synchronous = FULL');
      connection.pragma(`wal_autocheckpoint = ${PAGES_OF_WAL}`);
    },
  } as DataSourceOptions);
  closeWhole(dataSource, giveBack);
  // Behind what closes the file, since that has to wait its turn as well.
  serializeSqlite(dataSource);
  guardTransactions(dataSource);
  try {
    await dataSource.initialize();
  } catch (error) {
    giveBack();
    throw new DatabaseUnavailable(url, (error as Error).message, error);
  }
  await dataSource.runMigrations();
  return dataSource;
}

function closeWhole(dataSource: DataSource, giveBack: () => void): void {
  const driver = dataSource.driver as unknown as { databaseConnection: SqliteConnection; disconnect(): Promise<void> };
  const disconnect = driver.disconnect.bind(driver);
  driver.disconnect = async (): Promise<void> => {
    driver.databaseConnection.pragma('wal_checkpoint(TRUNCATE)');
    await disconnect();
    giveBack();
  };
}
