import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { DatabaseUnavailable } from './database-unavailable.js';
import { guardTransactions } from './inside-transaction.js';
import { LEAST_PACKET, limitPackets } from './limit-packets.js';

interface Pool {
  on(happening: 'connection', act: (connection: { query(sql: string): void }) => void): void;
}
interface Mysql {
  createPool(options: object): Pool;
}

const POOL_SIZE = 10;
const CONNECT_TIMEOUT = 5_000;
const MIGRATION_LOCK_SECONDS = 120;

/** Whatever the server's own defaults: no cut-off values, no gap locks, no transaction that waits a minute for a row. */
const SESSION = [
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', innodb_lock_wait_timeout = 10",
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
];

/** What gets us into a server, beside its URL. */
export interface ServerAccess {
  /** Where the URL names none. */
  readonly password?: string | undefined;
  /** Speak TLS, and hold the server's certificate against the authorities that Node knows. */
  readonly tls?: boolean;
}

/** `mysql://user:password@host:port/database`, also `mariadb://`. Integers beyond 2^53 come as text, all others as numbers. */
export async function openMariadbDataSource(
  url: string,
  schema: Pick<DataSourceOptions, 'entities' | 'migrations'>,
  access: ServerAccess = {},
): Promise<DataSource> {
  const dataSource = new DataSource({
    ...schema,
    type: 'mariadb',
    url: withPassword(url, access.password).replace(/^mariadb:/, 'mysql:'),
    ...(access.tls ? { ssl: { minVersion: 'TLSv1.2', verifyIdentity: true } } : {}),
    driver: preparingPools(),
    charset: 'utf8mb4',
    timezone: 'Z',
    poolSize: POOL_SIZE,
    connectTimeout: CONNECT_TIMEOUT,
    supportBigNumbers: true,
    bigNumberStrings: false,
    // mysql2 would note the stack of each statement; TypeORM's error has the callers without.
    trace: false,
    migrationsTableName: 'store_migration',
    migrationsTransactionMode: 'each',
    // A driver that parses JSON by itself makes the text "1" and the number 1 look alike.
    extra: { jsonStrings: true },
  } as DataSourceOptions);
  guardTransactions(dataSource);
  try {
    await dataSource.initialize();
  } catch (error) {
    throw new DatabaseUnavailable(url, reasonOf(error as Error & { code?: string }), error);
  }
  await knowItsPackets(url, dataSource);
  await migrateAlone(dataSource);
  return dataSource;
}

async function knowItsPackets(url: string, dataSource: DataSource): Promise<void> {
  const [{ most }] = (await dataSource.query('SELECT @@max_allowed_packet AS most')) as [{ most: number }];
  if (Number(most) < LEAST_PACKET) {
    await dataSource.destroy();
    throw new DatabaseUnavailable(
      url,
      `max_allowed_packet of the server is ${most}, and a message may take more; set it to ${LEAST_PACKET} or more (16M is usual)`,
    );
  }
  limitPackets(dataSource, Number(most));
}

function withPassword(url: string, password: string | undefined): string {
  const address = new URL(url);
  if (password === undefined || address.password !== '') return url;
  address.password = encodeURIComponent(password);
  return address.href;
}

/** mysql2, whose pools set up each connection before anybody gets it: what is queued first runs first. */
function preparingPools(): Mysql {
  const mysql2 = createRequire(import.meta.url)('mysql2') as Mysql;
  return {
    createPool(options) {
      const pool = mysql2.createPool(options);
      pool.on('connection', (connection) => {
        for (const statement of SESSION) connection.query(statement);
      });
      return pool;
    },
  };
}

/** Several services may start at once on one database: one of them migrates, the others wait and find it done. */
async function migrateAlone(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    const name = `huying-${createHash('sha256').update(String(dataSource.driver.database)).digest('hex').slice(0, 32)}`;
    const [answer] = (await runner.query('SELECT GET_LOCK(?, ?) AS got', [name, MIGRATION_LOCK_SECONDS])) as [
      { got: number },
    ];
    if (Number(answer.got) !== 1)
      throw new Error(`another process has been migrating this database for ${MIGRATION_LOCK_SECONDS} s`);
    await dataSource.runMigrations();
    await runner.query('SELECT RELEASE_LOCK(?)', [name]);
  } finally {
    await runner.release();
  }
}

function reasonOf(error: Error & { code?: string }): string {
  if (error.code === 'ER_BAD_DB_ERROR') return `${error.message}; create it: CREATE DATABASE … CHARACTER SET utf8mb4`;
  return error.message || (error.code ?? 'no connection');
}
