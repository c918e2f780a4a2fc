import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Health, RuntimeModule, Settings } from '#libs/runtime';
import { SampleThing, sampleSchema, sampleThing, testDatabases } from '#libs/testing';
import { openDatabase } from './data-source.js';
import { DatabaseUnavailable } from './database-unavailable.js';
import { insertRows } from './insert-rows.js';
import { StoreModule } from './store.module.js';
import { inTransaction } from './transaction.js';

/** A process that holds the file as ours does, and can be killed. */
const HOLDER = `
  const lock = new (require('better-sqlite3'))(process.argv[1] + '.lock');
  lock.exec('BEGIN EXCLUSIVE');
  console.log('holding');
  setInterval(() => lock.inTransaction, 1000);`;

describe('a SQLite file', () => {
  let folder: string;
  let file: string;
  let holder: ChildProcess | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'huying-store-'));
    file = join(folder, 'not', 'yet', 'there', 'huying.sqlite');
  });
  afterEach(() => {
    holder?.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('is made with its folder, safe against a power cut, and one whole file when it is closed', async () => {
    const dataSource = await openDatabase(`sqlite:${file}`, [sampleSchema]);
    expect(await dataSource.query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await dataSource.query('PRAGMA synchronous')).toEqual([{ synchronous: 2 }]);
    expect(await dataSource.query('PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
    await inTransaction(dataSource, (manager) => insertRows(manager, SampleThing, [sampleThing('kept')]));
    expect(existsSync(`${file}-wal`)).toBe(true);
    await dataSource.destroy();
    expect(existsSync(`${file}-wal`)).toBe(false);
    const again = await openDatabase(`sqlite:${file}`, [sampleSchema]);
    expect(await again.getRepository(SampleThing).find()).toMatchObject([{ id: 'kept' }]);
    await again.destroy();
  });

  it('belongs to one process, until that one is killed', async () => {
    await (await openDatabase(`sqlite:${file}`, [])).destroy();
    holder = spawn(process.execPath, ['-e', HOLDER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout as NodeJS.ReadableStream, 'data');
    await expect(openDatabase(`sqlite:${file}`, [])).rejects.toThrow(
      /HUYING_DATABASE_URL.*another process has it open/,
    );
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const dataSource = await openDatabase(`sqlite:${file}`, []);
    await expect(openDatabase(`sqlite:${file}`, [])).rejects.toThrow(/another process has it open/);
    await dataSource.destroy();
  });

  it('is refused by name when it is something else, and not held on to', async () => {
    const other = join(folder, 'other.sqlite');
    writeFileSync(other, 'this is a letter and not a database, and long enough to be read as one'.repeat(20));
    for (const _ of [1, 2]) {
      const refused = openDatabase(`sqlite:${other}`, []);
      await expect(refused).rejects.toThrow(DatabaseUnavailable);
      await expect(refused).rejects.toThrow(/HUYING_DATABASE_URL: sqlite:.*other\.sqlite.*not a database/);
    }
  });

  it('is opened by the module, watched by the health check, and closed at the end of a shutdown', async () => {
    const settings = Object.freeze(Object.assign(new Settings(), { databaseUrl: `sqlite:${file}`, dataDir: folder }));
    const app = await Test.createTestingModule({
      imports: [RuntimeModule.forRoot(settings), StoreModule.forRoot({ schemas: [sampleSchema] })],
    }).compile();
    await app.init();
    const health = app.get(Health);
    const dataSource = app.get(DataSource);
    expect(await health.look()).toEqual({ ready: true, checks: { database: { ok: true } } });
    await app.close();
    expect(dataSource.isInitialized).toBe(false);
    expect(await health.look()).toMatchObject({ ready: false, checks: { database: { ok: false } } });
    await (await openDatabase(`sqlite:${file}`, [])).destroy();
  });
});

describe('a database server', () => {
  it('that does not answer is named with its setting, and without its password', async () => {
    const error = await openDatabase('mysql://huying:s3cret@127.0.0.1:1/huying', []).catch((cause: Error) => cause);
    expect(error).toBeInstanceOf(DatabaseUnavailable);
    expect((error as Error).message).toMatch(
      /^HUYING_DATABASE_URL: mysql:\/\/huying:\*\*\*@127\.0\.0\.1:1\/huying .*ECONNREFUSED/,
    );
  });
});

const mariadb = (await testDatabases()).find(({ name }) => name === 'mariadb');
describe.skipIf(!mariadb)('a database server that answers', () => {
  afterAll(() => mariadb?.drop());

  it('gets the password that stands outside of the URL, where the URL has none', async () => {
    const url = new URL((await mariadb?.url()) as string);
    const wrong = openDatabase(Object.assign(new URL(url), { password: '' }).href, [], { password: 'p@ss/word' });
    await expect(wrong).rejects.toThrow(/HUYING_DATABASE_URL.*using password: YES/);
  });

  it('without a certificate that we trust is not spoken to when TLS is asked for', async () => {
    const url = (await mariadb?.url()) as string;
    await expect(openDatabase(url, [], { tls: true })).rejects.toThrow(/secure connection|certificate/i);
  });
});
