import type { DataSource, EntityManager } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SampleLine, SampleThing, sampleSchema, sampleThing, testDatabases } from '#libs/testing';
import { insert, update } from './change.js';
import { isDuplicate } from './database-errors.js';
import { insertRows } from './insert-rows.js';
import { NotLoaded } from './not-loaded.js';
import { inTransaction } from './transaction.js';
import { VersionConflict } from './version-conflict.js';
import { loadStage } from './view.js';
import { Workspace } from './workspace.js';

const byId = loadStage<string, SampleThing>(SampleThing, 'id', (id) => [id]);
const byOwner = loadStage<string, SampleThing>(SampleThing, 'owner', (owner) => [owner]);
const linesOf = loadStage<string, SampleLine>(SampleLine, 'thingId', (id) => [id]);
const line = (thingId: string, number: number): SampleLine =>
  Object.assign(new SampleLine(), { thingId, number, text: `${thingId} ${number}` });

describe.each(await testDatabases())('a workspace on $name', (database) => {
  let dataSource: DataSource;
  beforeAll(async () => {
    dataSource = await database.open([sampleSchema]);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await dataSource.query('DELETE FROM sample_thing');
    await dataSource.query('DELETE FROM sample_line');
  });

  const things = () => dataSource.getRepository(SampleThing);
  const save = (...rows: SampleThing[]) =>
    inTransaction(dataSource, (manager) => insertRows(manager, SampleThing, rows));
  const within = <T>(work: (manager: EntityManager, workspace: Workspace) => Promise<T>) =>
    inTransaction(dataSource, (manager) => work(manager, new Workspace()));

  it('gives rows as they were written, frozen to the depths', async () => {
    const facts = { a: [{ b: '𡈽' }], n: null };
    const dueAt = new Date('2026-11-25T01:02:03.004Z');
    const full = sampleThing('t1', {
      title: '😀',
      facts,
      done: true,
      bigNumber: 2 ** 53 - 1,
      bytes: Buffer.from([0, 39]),
      body: '',
      dueAt,
    });
    await save(full);
    const row = await within(async (manager, workspace) => {
      await workspace.load(manager, [byId], ['t1']);
      return workspace.view.get(SampleThing, 't1');
    });
    expect(row).toEqual(full);
    expect(row).toBeInstanceOf(SampleThing);
    expect(() => Object.assign(row as object, { title: 'x' })).toThrow(TypeError);
    expect(() => (row as { facts: typeof facts }).facts.a.push({ b: '' })).toThrow(TypeError);
  });

  it('lets each decision see what the ones before it have changed', async () => {
    await save(sampleThing('b', { owner: 'one' }), sampleThing('d', { owner: 'two' }));
    await within(async (manager, workspace) => {
      const { view } = workspace;
      const ids = (owner: string) => view.where(SampleThing, 'owner', owner).map(({ id }) => id);
      await workspace.load(manager, [byId, byOwner], ['a', 'b', 'd', 'one', 'two', 'three']);
      workspace.apply([insert(SampleThing, sampleThing('a', { owner: 'one' }))]);
      expect(ids('one')).toEqual(['a', 'b']);
      workspace.apply([update(SampleThing, view.get(SampleThing, 'b') as SampleThing, { owner: 'three' })]);
      workspace.apply([update(SampleThing, view.get(SampleThing, 'a') as SampleThing, { title: '变了' })]);
      expect([ids('one'), ids('two'), ids('three')]).toEqual([['a'], ['d'], ['b']]);
      expect(view.get(SampleThing, 'a')).toMatchObject({ title: '变了', version: 2, facts: null, done: false });
      await workspace.flush(manager);
    });
    const rows = await things().find({ order: { id: 'ASC' } });
    expect(rows.map(({ id, owner, version, title }) => [id, owner, version, title])).toEqual([
      ['a', 'one', 2, '变了'],
      ['b', 'three', 2, null],
      ['d', 'two', 1, null],
    ]);
  });

  it('writes several updates of one row as its last state, its version raised by each', async () => {
    await save(sampleThing('t1', { title: 'first', body: 'kept' }));
    await within(async (manager, workspace) => {
      await workspace.load(manager, [byId], ['t1']);
      for (const title of ['second', 'third', undefined]) {
        workspace.apply([update(SampleThing, workspace.view.get(SampleThing, 't1') as SampleThing, { title })]);
      }
      await workspace.flush(manager);
      workspace.apply([update(SampleThing, workspace.view.get(SampleThing, 't1') as SampleThing, { done: true })]);
      await workspace.flush(manager);
    });
    expect(await things().findOneByOrFail({ id: 't1' })).toMatchObject({
      version: 5,
      title: null,
      body: 'kept',
      done: true,
    });
  });

  it('loads again without losing what was decided meanwhile', async () => {
    await save(sampleThing('t1', { owner: 'one' }), sampleThing('t2', { owner: 'one' }));
    await within(async (manager, workspace) => {
      await workspace.load(manager, [byId], ['t1']);
      workspace.apply([
        update(SampleThing, workspace.view.get(SampleThing, 't1') as SampleThing, { title: 'new', owner: 'two' }),
      ]);
      await workspace.load(manager, [byOwner, byId], ['one', 't1']);
      expect(workspace.view.where(SampleThing, 'owner', 'one').map(({ id }) => id)).toEqual(['t2']);
      expect(workspace.view.get(SampleThing, 't1')?.title).toBe('new');
    });
  });

  it('lets a later stage use what an earlier one has loaded', async () => {
    await save(sampleThing('t1', { owner: 'x' }), sampleThing('t2', { owner: 'x' }));
    await inTransaction(dataSource, (manager) =>
      insertRows(manager, SampleLine, [line('t2', 10), line('t2', 9), line('t1', 1)]),
    );
    const linesOfOwner = loadStage<string, SampleLine>(SampleLine, 'thingId', (owner, view) =>
      view.where(SampleThing, 'owner', owner).map(({ id }) => id),
    );
    await within(async (manager, workspace) => {
      await workspace.load(manager, [byOwner, linesOfOwner], ['x']);
      expect(workspace.view.where(SampleLine, 'thingId', 't2').map(({ number }) => number)).toEqual([9, 10]);
      expect(workspace.view.where(SampleLine, 'thingId', 't1')).toHaveLength(1);
    });
  });

  it('refuses to answer what it can not know, and knows that nothing refers to what is new', async () => {
    await save(sampleThing('t1'));
    await within(async (manager, workspace) => {
      const { view } = workspace;
      await workspace.load(manager, [byId], ['t1', 'absent']);
      expect(view.get(SampleThing, 'absent')).toBeUndefined();
      expect(() => view.get(SampleThing, 'never asked for')).toThrow(NotLoaded);
      expect(() => view.get(SampleLine, 't1')).toThrow(NotLoaded);
      expect(() => view.where(SampleThing, 'owner', 'o')).toThrow(NotLoaded);
      expect(() => view.where(SampleLine, 'thingId', 't1')).toThrow(NotLoaded);
      expect(view.where(SampleLine, 'thingId', 'absent')).toEqual([]);
      workspace.apply([insert(SampleThing, sampleThing('absent')), insert(SampleLine, line('absent', 1))]);
      expect(view.where(SampleLine, 'thingId', 'absent')).toHaveLength(1);
      expect(() => view.where(SampleLine, 'thingId', 't1')).toThrow(NotLoaded);
    });
  });

  it('makes all changes of a decision or none', async () => {
    await save(sampleThing('t1'));
    await within(async (manager, workspace) => {
      const { view } = workspace;
      await workspace.load(manager, [byId, linesOf], ['t1', 't2']);
      const before = view.get(SampleThing, 't1') as SampleThing;
      const wrong = [
        [insert(SampleThing, sampleThing('t1')), /already/],
        [insert(SampleThing, sampleThing(undefined as unknown as string)), /no id/],
        [update(SampleThing, sampleThing('t1'), {}), /not the current/],
        [update(SampleThing, before, { id: 'x' }), /can't be changed/],
        [update(SampleThing, before, { version: 7 }), /rises by one/],
        [update(SampleThing, before, { colour: 'red' } as object), /no column colour/],
        [update(SampleLine, line('t1', 1), { text: '' }), /only be inserted/],
        [insert(SampleThing, sampleThing('t2')), /twice/],
      ] as const;
      for (const [change, words] of wrong) {
        expect(() => workspace.apply([insert(SampleThing, sampleThing('t2')), change])).toThrow(words);
      }
      expect(view.get(SampleThing, 't2')).toBeUndefined();
      workspace.apply([update(SampleThing, before, { version: 2, title: 'once' })]);
      expect(() => workspace.apply([update(SampleThing, before, { title: 'stale' })])).toThrow(/not the current/);
      await workspace.flush(manager);
    });
    expect(await things().find()).toMatchObject([{ id: 't1', version: 2, title: 'once' }]);
  });

  it('notices a row that somebody else has changed or inserted since it was loaded', async () => {
    await save(sampleThing('t1'), sampleThing('t2'));
    const overtaken = within(async (manager, workspace) => {
      await workspace.load(manager, [byId], ['t1', 't2', 't3']);
      await manager.query("UPDATE sample_thing SET version = version + 1 WHERE id = 't2'");
      for (const id of ['t1', 't2']) {
        workspace.apply([update(SampleThing, workspace.view.get(SampleThing, id) as SampleThing, { title: 'x' })]);
      }
      await workspace.flush(manager);
    });
    await expect(overtaken).rejects.toThrow(VersionConflict);
    await expect(overtaken).rejects.toThrow('1 of 2 rows of SampleThing');
    const raced = within(async (manager, workspace) => {
      await workspace.load(manager, [byId], ['t3']);
      await insertRows(manager, SampleThing, [sampleThing('t3')]);
      workspace.apply([insert(SampleThing, sampleThing('t3'))]);
      await workspace.flush(manager);
    });
    expect(isDuplicate(await raced.catch((error: unknown) => error))).toBe(true);
    expect(await things().find({ order: { id: 'ASC' } })).toMatchObject([
      { id: 't1', version: 1, title: null },
      { id: 't2', version: 1, title: null },
    ]);
  });

  it('loads, updates and inserts 2,000 rows, whichever columns each one changes', async () => {
    const old = Array.from({ length: 2_000 }, (_, index) => `old-${index}`);
    await save(...old.map((id) => sampleThing(id, { body: `body of ${id}`, facts: { id } })));
    const dueAt = new Date('2026-12-01T00:00:00.001Z');
    await within(async (manager, workspace) => {
      await workspace.load(manager, [byId], [...old, ...old.map((id) => `new ${id}`)]);
      for (const [index, id] of old.entries()) {
        const row = workspace.view.get(SampleThing, id) as SampleThing;
        const patch =
          index % 2 === 0 ? { title: `第${index}`, dueAt } : { facts: index === 1 ? null : { index }, done: true };
        workspace.apply([
          update(SampleThing, row, patch),
          insert(SampleThing, sampleThing(`new ${id}`, { owner: id })),
        ]);
      }
      await workspace.flush(manager);
    });
    expect(await things().countBy({ version: 2 })).toBe(2_000);
    expect(await things().countBy({ version: 1 })).toBe(2_000);
    expect(await things().findOneByOrFail({ id: 'old-1998' })).toMatchObject({
      title: '第1998',
      dueAt,
      body: 'body of old-1998',
      done: false,
    });
    expect(await things().findOneByOrFail({ id: 'old-1999' })).toMatchObject({
      facts: { index: 1999 },
      title: null,
      dueAt: null,
      done: true,
    });
    expect(await things().findOneByOrFail({ id: 'old-1' })).toMatchObject({ facts: null, done: true });
  });
});
