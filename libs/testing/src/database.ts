import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { openDatabase, type Schema } from '#libs/store';
import { LOCAL, onServer } from './local-mariadb.js';

/** A kind of database that a suite runs on; every `url` is an empty database of its own. */
export interface TestDatabase {
  readonly name: 'sqlite' | 'mariadb';
  /** The URL of a new, empty database. */
  url(): Promise<string>;
  /** Opens a new database with these tables. */
  open(schemas: readonly Schema[]): Promise<DataSource>;
  /** Closes what `open` opened and drops what `url` made; for afterAll. */
  drop(): Promise<void>;
}

/** Databases of runs that were killed are dropped after this long. */
const LEFT_OVER_MILLISECONDS = 60 * 60_000;

/**
 * The databases to run a suite on, for `describe.each(await testDatabases())`: SQLite always, MariaDB where MYSQL_URL names
 * one (its database is left alone), a local one lets root in, or it is installed (see mariadb-global-setup.ts). In CI a missing MariaDB is a failure.
 */
export async function testDatabases(): Promise<TestDatabase[]> {
  const server = new URL(process.env.MYSQL_URL ?? LOCAL).href.replace(/(:\/\/[^/]+).*$/, '$1');
  try {
    await onServer(server, dropLeftOvers);
    return [sqlite(), mariadb(server)];
  } catch (error) {
    if (process.env.CI === 'true' || process.env.MYSQL_URL) throw error;
    console.warn(
      `NOT TESTED ON MARIADB: ${server} does not answer (${(error as Error).message}); install MariaDB (Debian: mariadb-server), or name one by MYSQL_URL`,
    );
    return [sqlite()];
  }
}

function sqlite(): TestDatabase {
  const folders: string[] = [];
  const url = (): Promise<string> => {
    const folder = mkdtempSync(join(tmpdir(), 'huying-test-'));
    folders.push(folder);
    return Promise.resolve(`sqlite:${join(folder, 'test.sqlite')}`);
  };
  return remembering('sqlite', url, () => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  });
}

function mariadb(server: string): TestDatabase {
  const names: string[] = [];
  const url = async (): Promise<string> => {
    const name = `huying_test_${Date.now()}_${randomUUID().slice(0, 8)}`;
    await onServer(server, (connection) => connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`));
    names.push(name);
    return `${server}/${name}`;
  };
  return remembering('mariadb', url, async () => {
    await onServer(server, async (connection) => {
      for (const name of names) await connection.query(`DROP DATABASE IF EXISTS ${name}`);
    });
  });
}

function remembering(
  name: TestDatabase['name'],
  url: () => Promise<string>,
  dropAll: () => Promise<void>,
): TestDatabase {
  const opened: DataSource[] = [];
  return {
    name,
    url,
    async open(schemas) {
      const dataSource = await openDatabase(await url(), schemas);
      opened.push(dataSource);
      return dataSource;
    },
    async drop() {
      for (const dataSource of opened) if (dataSource.isInitialized) await dataSource.destroy();
      await dropAll();
    },
  };
}

async function dropLeftOvers(connection: DataSource): Promise<void> {
  const found = (await connection.query("SHOW DATABASES LIKE 'huying\\_test\\_%'")) as Record<string, string>[];
  for (const name of found.flatMap((row) => Object.values(row))) {
    const made = Number(name.split('_')[2]);
    if (Date.now() - made > LEFT_OVER_MILLISECONDS) await connection.query(`DROP DATABASE IF EXISTS ${name}`);
  }
}
