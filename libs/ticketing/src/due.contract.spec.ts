import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { busSchema } from '#libs/bus';
import { CrashPoints, DueLine, testDatabases } from '#libs/testing';
import type { DataSource } from 'typeorm';
import { ticketingSchema } from './persistence/ticketing.schema.js';

const START = new Date('2026-11-25T10:00:00+08:00');
const AFTERWARDS = new Date('2026-11-25T15:00:00+08:00');
/** How many are breached in one minute. */
const MANY = 500;
const AT_A_TIME = 25;

describe.each(await testDatabases())('what is due on $name', (database) => {
  let dataSource: DataSource;
  let line: DueLine;
  beforeEach(async () => {
    dataSource = await database.open([busSchema, ticketingSchema]);
    line = await DueLine.on(dataSource, START);
  });
  afterAll(() => database.drop());

  it('fires though much of it is due in the same minute, oldest first, each once', async () => {
    const expected: string[][] = [];
    for (let opened = 0; opened < MANY; opened += AT_A_TIME) {
      expected.push(await line.open(AT_A_TIME));
      line.clock.advance((60_000 * AT_A_TIME) / MANY);
    }
    line.clock.set(AFTERWARDS);
    const began = performance.now();
    await line.job().look();
    const took = performance.now() - began;
    const said = await line.said();
    expect(said).toHaveLength(MANY);
    // Those of one moment in any order, those of different moments in theirs.
    const groups = expected.map((_, index) => said.slice(index * AT_A_TIME, (index + 1) * AT_A_TIME));
    const acts = (ids: string[]) => ids.map((id) => `${id} deadline-overdue`).toSorted();
    expect(groups.map((group) => group.toSorted())).toEqual(expected.map(acts));
    expect((await line.recorded()).toSorted()).toEqual(
      expected
        .flat()
        .map((id) => `${id} deadline-overdue`)
        .toSorted(),
    );
    // 10,000 within 60 s, on a machine that may be at other work: a twentieth of them in a third of that.
    expect(took).toBeLessThan(20_000);
  }, 90_000);

  it('is done once by three processes that want it at once', async () => {
    const ids = await line.open(100);
    line.clock.set(AFTERWARDS);
    await Promise.all([line.job(), line.job(), line.job()].map((job) => job.look()));
    const once = ids.map((id) => `${id} deadline-overdue`).toSorted();
    expect((await line.recorded()).toSorted()).toEqual(once);
    expect((await line.said()).toSorted()).toEqual(once);
  });

  it('is done once wherever the process dies, before a statement, before the commit or right after it', async () => {
    const crash = new CrashPoints(dataSource);
    const all: string[] = [];
    for (let at = 1; at <= 28; at++) {
      line.clock.set(START);
      all.push(...(await line.open(2)));
      line.clock.set(AFTERWARDS);
      await crash.during(at, () => line.job().look());
      await line.job().look();
      const once = all.map((id) => `${id} deadline-overdue`).toSorted();
      expect([at, (await line.recorded()).toSorted()]).toEqual([at, once]);
      expect([at, (await line.said()).toSorted()]).toEqual([at, once]);
    }
  });

  it('does not wait for a ticket that cannot be worked', async () => {
    const [broken, ...others] = await line.open(5);
    // A state that no flow knows, as a hand in the database might leave it.
    await dataSource.query(
      'UPDATE ticketing_deadline SET time_limit = \'{"amount":-1,"unit":"day"}\' WHERE ticket_id = ?',
      [broken],
    );
    line.clock.set(AFTERWARDS);
    await line.job().look();
    expect((await line.recorded()).toSorted()).toEqual(others.map((id) => `${id} deadline-overdue`).toSorted());
  });
});
