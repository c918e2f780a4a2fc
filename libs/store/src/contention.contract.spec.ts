import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '#libs/runtime';
import { SampleThing, sampleSchema, sampleThing, testDatabases } from '#libs/testing';
import { insert, update } from './change.js';
import { openDatabase } from './data-source.js';
import { isTransient } from './database-errors.js';
import { insertRows } from './insert-rows.js';
import { inTransaction } from './transaction.js';
import { loadStage, type LoadStage } from './view.js';
import { Workspace } from './workspace.js';

const byId = loadStage<string, SampleThing>(SampleThing, 'id', (id) => [id]);
const byOwner = loadStage<string, SampleThing>(SampleThing, 'owner', (owner) => [owner]);

/** Resolves for all when `members` have come, or after `patience` ms, since on SQLite one transaction at a time runs. */
function meeting(members: number, patience = 100): () => Promise<void> {
  let come = 0;
  let open!: () => void;
  const all = new Promise<void>((resolve) => (open = resolve));
  return async () => {
    if (++come >= members) open();
    await Promise.race([all, sleep(patience)]);
  };
}

async function count(manager: EntityManager, stages: LoadStage<string>[], ids: string[]): Promise<void> {
  for (const id of ids) {
    const workspace = new Workspace();
    await workspace.load(manager, stages, [id]);
    const row = workspace.view.get(SampleThing, id) as SampleThing;
    workspace.apply([update(SampleThing, row, { bigNumber: (row.bigNumber ?? 0) + 1 })]);
    await workspace.flush(manager);
  }
}

const threeThings = (): SampleThing[] => ['a', 'b', 'c'].map((id) => sampleThing(id, { owner: id }));

const databases = await testDatabases();

describe.each(databases)('transactions that meet on $name', (database) => {
  let dataSource: DataSource;
  beforeAll(async () => {
    dataSource = await database.open([sampleSchema]);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await dataSource.query('DELETE FROM sample_thing');
    await inTransaction(dataSource, (manager) => insertRows(manager, SampleThing, threeThings()));
  });

  const counts = async () =>
    (await dataSource.getRepository(SampleThing).find({ order: { id: 'ASC' } })).map(({ bigNumber }) => bigNumber);

  it('are both committed when they lock the same rows crosswise, the victim of the deadlock once more', async () => {
    const meet = meeting(2);
    let runs = 0;
    const crosswise = (first: string, second: string) =>
      inTransaction(dataSource, async (manager) => {
        runs++;
        await count(manager, [byId], [first]);
        await meet();
        await count(manager, [byId], [second]);
      });
    await Promise.all([crosswise('a', 'b'), crosswise('b', 'a')]);
    expect(await counts()).toEqual([2, 2, null]);
    expect(runs).toBe(database.name === 'mariadb' ? 3 : 2);
  });

  it('count 40 times to 40 on one row', async () => {
    await Promise.all(
      Array.from({ length: 40 }, () => inTransaction(dataSource, (manager) => count(manager, [byId], ['c']))),
    );
    expect(await counts()).toEqual([null, null, 40]);
  });

  it('give up as a busy database when it never gets better, and hand on what work throws', async () => {
    let runs = 0;
    const deadlock = Object.assign(new Error('Deadlock found'), { code: 'ER_LOCK_DEADLOCK' });
    const hopeless = inTransaction(dataSource, () => Promise.reject(((runs += 1), deadlock)));
    const error = await hopeless.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ code: 'database-busy', cause: deadlock });
    expect(isTransient(error)).toBe(true);
    expect(runs).toBeGreaterThan(3);
    const refusal = new Error('no');
    await expect(inTransaction(dataSource, () => Promise.reject(refusal))).rejects.toBe(refusal);
  });
});

// SQLite has one writer in one process: there is nobody to wait for.
describe.each(databases.filter(({ name }) => name === 'mariadb'))('processes that share $name', (database) => {
  let dataSource: DataSource;
  beforeAll(async () => {
    dataSource = await database.open([sampleSchema]);
    await inTransaction(dataSource, (manager) => insertRows(manager, SampleThing, threeThings()));
  });
  afterAll(() => database.drop());

  it('bring up a database once, however many open it at the same time', async () => {
    const url = await database.url();
    const opened = await Promise.all(Array.from({ length: 4 }, () => openDatabase(url, [sampleSchema])));
    const done = await opened[0]?.query<{ name: string }[]>('SELECT name FROM store_migration');
    expect(done).toEqual([{ name: 'Sample1764000000000' }]);
    await Promise.all(opened.map((one) => one.destroy()));
  });

  it.each([
    ['id', byId],
    ['another column', byOwner],
  ])('do not wait for rows of others when they load by %s', async (_, stage) => {
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    const holder = inTransaction(dataSource, async (manager) => {
      await count(manager, [byId], ['a']);
      await held;
    });
    await sleep(50);
    const others = inTransaction(dataSource, async (manager) => {
      const workspace = new Workspace();
      await workspace.load(manager, [stage, byId], ['b', 'c', `${stage.column} 1`, `${stage.column} 2`]);
      for (const id of ['b', 'c']) {
        workspace.apply([update(SampleThing, workspace.view.get(SampleThing, id) as SampleThing, { title: 'x' })]);
      }
      workspace.apply([insert(SampleThing, sampleThing(`${stage.column} 1`))]);
      await workspace.flush(manager);
      return 'done';
    });
    const result = await Promise.race([others, sleep(2_000).then(() => 'still waiting')]);
    release();
    await Promise.all([holder, others]);
    expect(result).toBe('done');
  });

  it('know a cut connection as a database that is away, and go on with another one', async () => {
    const cut = inTransaction(dataSource, async (manager) => {
      const [own] = await manager.query<[{ id: number }]>('SELECT CONNECTION_ID() AS id');
      await count(manager, [byId], ['c']);
      const other = await openDatabase(await database.url(), []);
      await other.query(`KILL ${own.id}`);
      await other.destroy();
      await count(manager, [byId], ['c']);
    });
    await expect(cut).rejects.toMatchObject({ code: 'database-busy' });
    expect(isTransient(await cut.catch((error: unknown) => error))).toBe(true);
    await inTransaction(dataSource, (manager) => count(manager, [byId], ['c']));
    expect(await dataSource.getRepository(SampleThing).findOneByOrFail({ id: 'c' })).toMatchObject({ bigNumber: 1 });
  });
});
