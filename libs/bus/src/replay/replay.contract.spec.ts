import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ticketIdOf } from '#libs/contracts';
import { Jobs, SystemClock } from '#libs/runtime';
import { BusLine, sampleSchema, sharedKafka, testDatabases, testTransports } from '#libs/testing';
import { busSchema } from '../bus-schema.js';
import { DeadLetterRow } from '../dead-letters/dead-letter-row.entity.js';
import { OperatorActs } from '../operators/operator-acts.js';
import { ParkedKeys } from '../parked/parked-keys.js';
import type { Transport } from '../transport.js';
import { ReplayJob } from './replay-job.js';
import { ReplayWork } from './replay-work.js';
import { Replays } from './replays.js';

const operator = { actor: 'ops', reason: 'the cause is mended' };
const idOf = (key: string): string => ticketIdOf('line', 1, key);
const LONG = { timeout: 20_000 };

describe.each(testTransports(await testDatabases(), await sharedKafka()))('replay on $name', (place) => {
  let dataSource: DataSource;
  let transport: Transport;
  let line: BusLine;
  let replays: Replays;
  let keys: ParkedKeys;
  const ends: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    Logger.overrideLogger(false);
    dataSource = await place.database.open([busSchema, sampleSchema]);
    transport = place.open(dataSource);
    line = new BusLine();
    line.policy = { ...line.policy, delayedTries: [], followers: 'pass' };
    keys = new ParkedKeys(dataSource, line.signal, new OperatorActs(dataSource, new SystemClock()));
    replays = await desk();
    await transport.prepare(line.topics());
    ends.push(await line.join(transport, dataSource));
  });
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
    await transport.close();
    await dataSource.destroy();
  });
  afterAll(() => place.database.drop());

  /** As one process has it. */
  async function desk(): Promise<Replays> {
    const jobs = new Jobs();
    const job = new ReplayJob(dataSource, new ReplayWork(dataSource, transport), line.signal, jobs);
    await jobs.begin();
    ends.push(() => job.beforeApplicationShutdown());
    return new Replays(dataSource, transport, job, new OperatorActs(dataSource, new SystemClock()));
  }

  const append = (...records: [key: string, version: number][]): Promise<void> =>
    transport.append(records.map(([key, version]) => line.record(key, version)));
  const heard = (key: string): Promise<string> => line.heard(dataSource, key);
  const letters = (): Promise<DeadLetterRow[]> =>
    dataSource.getRepository(DeadLetterRow).find({ order: { failedAt: 'ASC', id: 'ASC' } });
  const handledAll = async (): Promise<void> => {
    await expect
      .poll(async () => {
        const lags = await transport.lag(line.group, [line.topic]);
        return lags.every(({ position, end }) => position === end) && lags.some(({ end }) => end > 0);
      }, LONG)
      .toBe(true);
  };
  const done = async (id: string): Promise<void> => {
    await expect
      .poll(async () => {
        const { state, waiting } = await replays.one(id);
        return `${state} ${waiting}`;
      }, LONG)
      .toBe('done 0');
  };

  it('of a failure group handles each of its messages once, though it is started by two at once', async () => {
    for (const key of ['a', 'b', 'c']) line.break(key, 1);
    await append(['a', 1], ['b', 1], ['c', 1], ['d', 1]);
    await expect.poll(async () => (await letters()).length, LONG).toBe(3);
    const [first] = await letters();
    const selection = { kind: 'dead-letters', fingerprint: first?.fingerprint ?? '' } as const;
    expect(await replays.preview(selection)).toMatchObject({ found: 3, taken: 3, refused: 0 });
    line.mend();
    const other = await desk();
    const started = await Promise.allSettled([
      replays.start(selection, operator),
      other.start(selection, operator),
      replays.start(selection, operator),
    ]);
    const runs = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(runs).toHaveLength(1);
    await done(runs[0]?.id ?? '');
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(heard))).toEqual(['1', '1', '1', '1']);
    expect(await letters()).toMatchObject(Array.from({ length: 3 }, () => ({ state: 'replayed', settledBy: 'ops' })));
    const acts = (await dataSource.query('SELECT act, actor, reason FROM bus_operator_act')) as object[];
    expect(acts).toEqual([{ act: 'replay', actor: 'ops', reason: operator.reason }]);
  });

  it('that fails again leaves the dead letter open, with one failure more', async () => {
    line.break('a', 1);
    await append(['a', 1]);
    await expect.poll(async () => (await letters()).length, LONG).toBe(1);
    const [letter] = await letters();
    const run = await replays.start({ kind: 'dead-letters', deadLetterId: letter?.id }, operator);
    await done(run.id);
    expect(await letters()).toMatchObject([{ state: 'open', failures: 2 }]);
    expect(await replays.one(run.id)).toMatchObject({ taken: 1, letters: { open: 1 } });
  });

  it('overtakes nothing: what waits behind an older message of its key is refused by name', async () => {
    line.break('a', 1);
    await append(['a', 1], ['b', 1]);
    await expect.poll(async () => (await letters()).length, LONG).toBe(1);
    await expect.poll(() => heard('b'), LONG).toBe('1');
    await keys.hold({ group: line.group, key: idOf('a') }, operator);
    const older = line.record('a', 2);
    await transport.append([older]);
    await handledAll();
    line.mend();
    const [letter] = await letters();
    const selection = { kind: 'dead-letters', deadLetterId: letter?.id } as const;
    expect(await replays.preview(selection)).toMatchObject({ found: 1, taken: 0, refused: 1 });
    const run = await replays.start(selection, operator);
    await expect.poll(async () => (await replays.one(run.id)).state, LONG).toBe('done');
    const { refused, refusals } = await replays.one(run.id);
    expect(refused).toBe(1);
    expect(refusals[0]?.reason).toContain(older.envelope.id);
    expect(await letters()).toMatchObject([{ state: 'open' }]);
    expect(await heard('a')).toBe('');
  });

  it('of the first message of a held key lets those behind it follow', async () => {
    for (const end of ends.splice(1, 1)) await end();
    line.policy = { ...line.policy, followers: 'hold' };
    ends.push(await line.join(transport, dataSource));
    line.break('a', 1);
    await append(['a', 1], ['a', 2], ['a', 3]);
    await expect.poll(async () => (await keys.list({ limit: 5 }))[0]?.messages, LONG).toBe(3);
    line.mend();
    const run = await replays.start({ kind: 'dead-letters', key: idOf('a') }, operator);
    await done(run.id);
    await expect.poll(() => heard('a'), LONG).toBe('1,2,3');
  });

  it('with a correction that gives the message another key leaves nothing behind under the old one', async () => {
    for (const end of ends.splice(1, 1)) await end();
    line.policy = { ...line.policy, followers: 'hold' };
    ends.push(await line.join(transport, dataSource));
    line.break('a', 1);
    await append(['a', 1], ['a', 2], ['b', 1]);
    await expect.poll(async () => (await keys.list({ limit: 5 }))[0]?.messages, LONG).toBe(2);
    const [letter] = await letters();
    // As a correction of a message type of ours is kept; that of this line is none.
    const { body, envelope } = line.record('b', 2);
    const corrected = JSON.stringify({ ...letter?.envelope, key: envelope.key });
    await dataSource.query('UPDATE bus_dead_letter SET corrected_envelope = ?, corrected_body = ?', [corrected, body]);
    const run = await replays.start({ kind: 'dead-letters', deadLetterId: letter?.id }, operator);
    await done(run.id);
    await expect.poll(() => heard('a'), LONG).toBe('2');
    expect([await heard('b'), await keys.list({ limit: 5 })]).toEqual(['1,2', []]);
    expect(await letters()).toMatchObject([{ state: 'replayed' }]);
  });

  it('refuses a correction that no handler could read', async () => {
    line.break('a', 1);
    await append(['a', 1]);
    await expect.poll(async () => (await letters()).length, LONG).toBe(1);
    const [letter] = await letters();
    await expect(
      replays.start({ kind: 'dead-letters', deadLetterId: letter?.id }, operator, { correction: { body: '{}' } }),
    ).rejects.toMatchObject({ code: 'invalid-fields' });
    expect(await letters()).toMatchObject([{ state: 'open', correctedBody: null }]);
    await expect(replays.start({ kind: 'dead-letters' }, operator)).rejects.toMatchObject({ code: 'invalid-fields' });
    await expect(replays.start({ kind: 'dead-letters', key: 'none' }, operator)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('of a range handles what the group has no trace of, and with `again` all of it, each once a run', async () => {
    const from = new Date(Date.now() - 60_000).toISOString();
    await append(['a', 1], ['b', 1], ['c', 1]);
    await handledAll();
    const before = new Date(Date.now() + 60_000).toISOString();
    const range = { kind: 'range', group: line.group, topic: line.topic, from, before } as const;
    // A topic that was made in this moment may take a part of a send and refuse the rest: then Kafka has what was repeated twice.
    const found = (await transport.extents(line.topic)).reduce((sum, { start, end }) => sum + end - start, 0);
    expect(found).toBeGreaterThanOrEqual(3);
    expect(await replays.preview({ ...range, again: false })).toMatchObject({ found, taken: 0 });
    expect(await replays.preview({ ...range, again: true })).toMatchObject({ found, taken: 3, complete: true });
    // As if the database had been put back to before that message.
    await dataSource.query(
      'DELETE FROM bus_inbox WHERE message_id IN (SELECT message_id FROM (SELECT MIN(message_id) AS message_id FROM bus_inbox) x)',
    );
    const lost = await replays.start({ ...range, again: false }, operator);
    await done(lost.id);
    expect(await replays.one(lost.id)).toMatchObject({ taken: 1, passed: found - 1 });
    const twice = await Promise.allSettled([1, 2].map(() => replays.start({ ...range, again: true }, operator)));
    const runs = twice.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []));
    for (const id of runs) await done(id);
    const all = (await Promise.all(['a', 'b', 'c'].map(heard))).toSorted();
    // Three messages, one of them lost and found, and each once more for every run.
    expect(all.join(' ').match(/1/g)).toHaveLength(4 + 3 * runs.length);
    await expect(replays.start({ ...range, topic: 'huying.nothing', again: true }, operator)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('keeps to its rate, and can be stopped', async () => {
    const many = Array.from({ length: 40 }, (_, index) => `k${index}`);
    for (const key of many) line.break(key, 1);
    await append(...many.map((key): [string, number] => [key, 1]));
    await expect.poll(async () => (await letters()).length, LONG).toBe(40);
    line.mend();
    const run = await replays.start({ kind: 'dead-letters', group: line.group }, operator, { rate: 10 });
    await expect.poll(async () => (await replays.one(run.id)).taken, LONG).toBeGreaterThan(0);
    await replays.stop(run.id, operator);
    const { taken, state } = await replays.one(run.id);
    expect(state).toBe('stopped');
    expect(taken).toBeLessThan(40);
    expect((await letters()).filter(({ state: is }) => is === 'open')).toHaveLength(40 - taken);
  });
});
