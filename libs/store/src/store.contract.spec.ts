import { In, LessThanOrEqual, type DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SampleThing, sampleSchema, sampleThing, testDatabases } from '#libs/testing';
import { isDataError, isDuplicate, isTransient } from './database-errors.js';
import { insertRows } from './insert-rows.js';
import { readTime } from './time-column.js';
import { inTransaction } from './transaction.js';

const failure = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => {
      throw new Error('it should have failed');
    },
    (error: Error) => error,
  );

describe.each(await testDatabases())('the store on $name', (database) => {
  let dataSource: DataSource;
  beforeAll(async () => {
    dataSource = await database.open([sampleSchema]);
  });
  afterAll(() => database.drop());

  const things = () => dataSource.getRepository(SampleThing);
  const save = (...rows: SampleThing[]) =>
    inTransaction(dataSource, (manager) => insertRows(manager, SampleThing, rows));
  it('gives back what was written, to the last character and millisecond', async () => {
    const full = sampleThing('full', {
      title: '𡈽桥镇😀 é',
      facts: { a: [1, '中', null], serial: '202611250000000000000017', deep: { 𡈽: true } },
      done: true,
      bigNumber: Number.MAX_SAFE_INTEGER,
      bytes: Buffer.from([0, 255, 39, 92, 10]),
      body: `${'长'.repeat(100_000)}'"\\\n\u0000end`,
      dueAt: new Date('2026-11-25T23:59:59.987Z'),
    });
    await save(full, sampleThing('empty'));
    expect(await things().findOneByOrFail({ id: 'full' })).toEqual(full);
    const nothing = { title: null, facts: null, bigNumber: null, bytes: null, body: null, dueAt: null };
    expect(await things().findOneByOrFail({ id: 'empty' })).toEqual(sampleThing('empty', { ...nothing, done: false }));
  });

  it.each([
    ['the text', '1'],
    ['the number', 1],
    ['a text', 'abc'],
    ['a list', [null, '']],
    ['no', false],
  ])('keeps %s %j in a JSON column apart from its likes', async (_, facts) => {
    const id = `json ${JSON.stringify(facts)}`;
    await save(sampleThing(id, { facts }));
    expect((await things().findOneByOrFail({ id })).facts).toEqual(facts);
  });

  it('writes any text as it is, whatever it means to SQL, and an error shows nothing of it', async () => {
    const every = Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code)).join('');
    const bodies = [
      every,
      every.replaceAll(/['\\]/g, ''),
      "'",
      "''",
      '\\',
      "\\'",
      "\\\\'",
      '?',
      '??',
      ':id',
      "x'); DROP TABLE sample_thing; -- ",
      '"',
      '{"a":"\\"?\\\\"}',
      '/*!50000 x*/',
      '`',
      '%s',
      '',
    ];
    await save(...bodies.map((body, index) => sampleThing(`sql-${index}`, { owner: 'sql', body, facts: { body } })));
    for (const [index, body] of bodies.entries()) {
      const found = await things().findOneByOrFail({ id: `sql-${index}` });
      expect([found.body, found.facts]).toEqual([body, { body }]);
    }
    const error = await failure(save(sampleThing('sql-0', { body: "it's 13900000000" })));
    expect(isDuplicate(error)).toBe(true);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('13900000000');
  });

  it('tells ids from outside apart byte by byte', async () => {
    const owners = ['Ab', 'ab', 'ab ', 'áb', 'ａb', '202611250000000000000017', '202611250000000000000018'];
    await save(...owners.map((owner, index) => sampleThing(`owner-${index}`, { owner })));
    for (const [index, owner] of owners.entries()) {
      expect((await things().findBy({ owner })).map(({ id }) => id)).toEqual([`owner-${index}`]);
    }
    expect(await things().findBy({ id: '不是编号' })).toEqual([]);
  });

  it('compares times exactly, in repositories and in raw statements', async () => {
    const due = new Date('2026-11-25T08:00:00.500Z');
    await save(sampleThing('due', { owner: 'timed', dueAt: due }));
    const before = new Date(due.getTime() - 1);
    expect(await things().countBy({ owner: 'timed', dueAt: LessThanOrEqual(due) })).toBe(1);
    expect(await things().countBy({ owner: 'timed', dueAt: LessThanOrEqual(before) })).toBe(0);
    const raw = 'SELECT due_at FROM sample_thing WHERE owner = ? AND due_at <= ?';
    const [row] = await dataSource.query<{ due_at: unknown }[]>(raw, ['timed', due]);
    expect(readTime(row?.due_at)).toEqual(due);
    expect(await dataSource.query(raw, ['timed', before])).toEqual([]);
  });

  it('commits concurrent transactions whole and rolls back only what failed', async () => {
    const results = await Promise.allSettled([
      ...Array.from({ length: 40 }, (_, index) =>
        inTransaction(dataSource, async (manager) => {
          await insertRows(manager, SampleThing, [sampleThing(`c-${index}-1`, { owner: 'many' })]);
          await new Promise((resolve) => setTimeout(resolve, (index * 7) % 5));
          await insertRows(manager, SampleThing, [sampleThing(`c-${index}-2`, { owner: 'many' })]);
          if (index % 2 === 1) throw new Error('roll me back');
        }),
      ),
      ...Array.from({ length: 10 }, (_, index) =>
        things().insert({ id: `p-${index}`, version: 1, owner: 'many', done: false }),
      ),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(30);
    expect(await things().countBy({ owner: 'many' })).toBe(50);
    expect(await things().countBy({ id: In(['c-1-1', 'c-39-2']) })).toBe(0);
  });

  it('lets a savepoint be rolled back without the transaction around it', async () => {
    await inTransaction(dataSource, async (manager) => {
      await insertRows(manager, SampleThing, [sampleThing('outer')]);
      const inner = manager.transaction(async (nested) => {
        await insertRows(nested, SampleThing, [sampleThing('inner')]);
        throw new Error('only the inner one');
      });
      await failure(inner);
    });
    expect(await things().countBy({ id: In(['outer', 'inner']) })).toBe(1);
  });

  it('refuses an outer repository inside a transaction, and is free again after it', async () => {
    let outliving: Promise<number> | undefined;
    const misuse = inTransaction(dataSource, async () => {
      outliving = new Promise((resolve) => setTimeout(resolve, 30)).then(() => things().count());
      await things().count();
    });
    expect((await failure(misuse)).message).toMatch(/use the EntityManager/);
    expect(await things().count()).toBe(await outliving);
  });

  it('recognises a duplicate, by primary key as by the cause of another error', async () => {
    await save(sampleThing('twice'));
    const error = await failure(save(sampleThing('twice')));
    expect([isDuplicate(error), isDataError(error), isTransient(error)]).toEqual([true, false, false]);
    expect(isDuplicate(new Error('around', { cause: error }))).toBe(true);
  });

  it('names the row and the column of a value that does not fit, and writes nothing', async () => {
    const long = await failure(save(sampleThing('fits'), sampleThing('long', { title: '长'.repeat(21) })));
    expect([long.message, isDataError(long)]).toEqual(['sample_thing long: title is longer than 20 characters', true]);
    const missing = await failure(save(sampleThing('missing', { owner: undefined })));
    expect([missing.message, isDataError(missing)]).toEqual(['sample_thing missing: owner is missing', true]);
    const noTime = await failure(save(sampleThing('no-time', { dueAt: new Date('never') })));
    expect(isDataError(noTime)).toBe(true);
    expect(await things().countBy({ id: In(['fits', 'long', 'missing', 'no-time']) })).toBe(0);
    await save(sampleThing('just-fits', { title: '😀'.repeat(20) }));
  });

  it('recognises a data error that only the database finds, and shows no value of the statement', async () => {
    const error = await failure(
      dataSource.query('INSERT INTO sample_thing (id, version, owner, done) VALUES (?, ?, ?, ?)', [
        '13900000000',
        1,
        null,
        0,
      ]),
    );
    expect([isDataError(error), isDuplicate(error), isTransient(error)]).toEqual([true, false, false]);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('13900000000');
  });

  it('writes rows that fill several statements, in order, and a row larger than a statement should be', async () => {
    const rows = Array.from({ length: 1_203 }, (_, index) =>
      sampleThing(`wide-${String(index).padStart(5, '0')}`, {
        owner: 'wide',
        body: index === 700 ? 'x'.repeat(5_000_000) : 'y',
      }),
    );
    await save(...rows);
    const found = await things().find({ select: { id: true }, where: { owner: 'wide' }, order: { id: 'ASC' } });
    expect(found.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    expect((await things().findOneByOrFail({ id: 'wide-00700' })).body).toHaveLength(5_000_000);
  });
});
