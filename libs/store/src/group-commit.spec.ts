import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteDataSource } from './sqlite-data-source.js';
import { openSqlite, type SqliteConnection } from './sqlite-connection.js';

describe('units of work of one moment', () => {
  let folder: string;
  let database: DataSource;
  /** As another process sees the file: what is committed. */
  let elsewhere: SqliteConnection;
  let commits: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huying-group-'));
    const file = join(folder, 'db.sqlite');
    database = await openSqliteDataSource(`sqlite:${file}`, { entities: [], migrations: [] });
    await database.query('CREATE TABLE place (name text PRIMARY KEY)');
    await database.query(
      'CREATE TABLE visit (name text NOT NULL PRIMARY KEY, place text REFERENCES place (name) DEFERRABLE INITIALLY DEFERRED)',
    );
    elsewhere = openSqlite(file, 0);
    commits = countCommits(database);
  });
  afterEach(async () => {
    elsewhere.close();
    await database.destroy();
    rmSync(folder, { recursive: true });
  });

  /** Counts from now on; the count is kept in `commits`. */
  function countCommits(of: DataSource): number {
    const { databaseConnection } = of.driver as unknown as { databaseConnection: SqliteConnection };
    const prepare = databaseConnection.prepare.bind(databaseConnection);
    databaseConnection.prepare = (sql) => {
      if (sql === 'COMMIT') commits++;
      return prepare(sql);
    };
    return 0;
  }
  const visit = (name: string, place: string | null = null): Promise<void> =>
    database.transaction(async (manager) => {
      await manager.query('INSERT INTO visit (name, place) VALUES (?, ?)', [name, place]);
    });
  const names = (): string[] =>
    (elsewhere.prepare('SELECT name FROM visit ORDER BY name').all() as { name: string }[]).map(({ name }) => name);

  it('share one commit', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => visit(name)));
    expect(names()).toEqual(['a', 'b', 'c', 'd']);
    expect(commits).toBe(1);
  });

  it('have one each when they come one after the other', async () => {
    for (const name of ['a', 'b', 'c']) {
      await visit(name);
      expect(names()).toContain(name);
    }
    expect(commits).toBe(3);
  });

  it('end only when they are on the disk, and so does who reads beside them', async () => {
    const seen: string[][] = [];
    const note = (): void => void seen.push(names());
    await Promise.all([
      visit('a').then(note),
      visit('b').then(note),
      database.query<{ name: string }[]>('SELECT name FROM visit').then((rows) => {
        expect(rows.length).toBe(2);
        note();
      }),
    ]);
    expect(seen).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it.each([
    ['first', ['a', 'b', 'c'], ['b', 'c']],
    ['in the middle', ['b', 'a', 'c'], ['b', 'c']],
    ['last', ['b', 'c', 'a'], ['b', 'c']],
    ['alone', ['a'], []],
  ])('lose nothing through one that fails: %s', async (_where, order, left) => {
    const results = await Promise.allSettled(
      order.map((name) =>
        database.transaction(async (manager) => {
          await manager.query('INSERT INTO visit (name) VALUES (?)', [name]);
          if (name === 'a') throw new Error('changed my mind');
        }),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(order.map((name) => (name === 'a' ? 'rejected' : 'fulfilled')));
    expect(names()).toEqual(left);
    await visit('later');
    expect(names()).toEqual([...left, 'later'].toSorted());
  });

  it('all fail when the commit does, and nothing of them is written', async () => {
    const results = await Promise.allSettled([visit('a'), visit('b', 'nowhere'), database.query('SELECT 1')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(names()).toEqual([]);
    await Promise.all([visit('c'), visit('d')]);
    expect(names()).toEqual(['c', 'd']);
  });

  it('make way for a statement that must stand alone', async () => {
    await Promise.all([visit('a'), database.query('VACUUM'), visit('b')]);
    expect(names()).toEqual(['a', 'b']);
  });

  it('are written before the file is closed, and the file can be opened again', async () => {
    const working = Promise.withResolvers<void>();
    const ended = visit('ended');
    const unfinished = database.transaction(async (manager) => {
      await manager.query('INSERT INTO visit (name) VALUES (?)', ['unfinished']);
      working.resolve();
      await sleep(20);
    });
    await working.promise;
    await database.destroy();
    await Promise.all([ended, unfinished]);
    expect(names()).toEqual(['ended', 'unfinished']);
    await database.initialize();
    await visit('later');
    expect(names()).toEqual(['ended', 'later', 'unfinished']);
  });

  it('do not wait for one that began before and waits itself', async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const slow = database.transaction(async (manager) => {
      await manager.query("INSERT INTO visit (name) VALUES ('slow')");
      await answered;
    });
    const quick = visit('quick');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(names()).toEqual([]);
    answer();
    await Promise.all([slow, quick]);
    expect(names()).toEqual(['quick', 'slow']);
  });

  it('keep what ended well, however they are mixed', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 400 }, (_, index) =>
        database.transaction(async (manager) => {
          await manager.query('INSERT INTO visit (name) VALUES (?)', [`v${index}`]);
          if (index % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
          if (index % 7 === 0) throw new Error('no');
        }),
      ),
    );
    const well = results.flatMap(({ status }, index) => (status === 'fulfilled' ? `v${index}` : []));
    expect(names()).toEqual(well.toSorted());
    expect(well.length).toBe(400 - Math.ceil(400 / 7));
    expect(commits).toBeLessThan(300);
  });
});
