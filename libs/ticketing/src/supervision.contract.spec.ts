import type { DataSource } from 'typeorm';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { busSchema } from '#libs/bus';
import { CrashPoints, DueLine, testDatabases } from '#libs/testing';
import { ticketingSchema } from './persistence/ticketing.schema.js';

const START = new Date('2026-11-25T10:00:00+08:00');
/** 办结 was due on 2 December. */
const URGED = new Date('2026-12-03T18:00:00+08:00');
const ORDERED = new Date('2026-12-04T18:00:00+08:00');
const WEEKS_LATER = new Date('2026-12-30T18:00:00+08:00');

describe.each(await testDatabases())('the ladder on $name', (database) => {
  let dataSource: DataSource;
  let line: DueLine;
  beforeEach(async () => {
    dataSource = await database.open([busSchema, ticketingSchema]);
    line = await DueLine.on(dataSource, START);
  });
  afterAll(() => database.drop());

  /** Tickets whose tasks their agencies have. */
  const open = async (count: number) => {
    const ids = await line.open(count);
    await dataSource.query("UPDATE ticketing_task SET state = 'delivered' WHERE state = 'pending'");
    return ids;
  };
  const steps = async () => (await line.recorded('supervision-')).toSorted();
  const said = async () => (await line.said('supervision-')).toSorted();
  const each = (ids: readonly string[], ...acts: string[]) =>
    ids.flatMap((id) => acts.map((act) => `${id} supervision-${act}`)).toSorted();

  it('is climbed once by three processes that want it at once', async () => {
    const ids = await open(60);
    for (const [time, ...acts] of [
      [URGED, 'issued'],
      [ORDERED, 'issued', 'issued'],
    ] as const) {
      line.clock.set(time);
      await Promise.all([line.job(), line.job(), line.job()].map((job) => job.look()));
      expect(await steps()).toEqual(each(ids, ...acts));
      expect(await said()).toEqual(each(ids, ...acts));
    }
  });

  it('is climbed once wherever the process dies, before a statement, before the commit or right after it', async () => {
    const crash = new CrashPoints(dataSource);
    const all: string[] = [];
    let died = true;
    for (let at = 1; died; at++) {
      line.clock.set(START);
      all.push(...(await open(2)));
      line.clock.set(new Date('2026-12-02T18:00:00+08:00'));
      await line.job().look();
      line.clock.set(URGED);
      died = await crash.during(at, () => line.job().look());
      await line.job().look();
      expect([at, await steps()]).toEqual([at, each(all, 'issued')]);
      expect([at, await said()]).toEqual([at, each(all, 'issued')]);
      if (at > 60) throw new Error('there is no end to its statements');
    }
  });

  it('holds for what was late before there was a ladder', async () => {
    const ids = await open(3);
    line.clock.set(URGED);
    await line.job().look();
    await dataSource.query('UPDATE ticketing_ticket SET supervise_at = NULL');
    line.clock.set(WEEKS_LATER);
    await line.job().look();
    expect(await steps()).toEqual(each(ids, 'issued', 'issued', 'issued', 'issued'));
  });
});
