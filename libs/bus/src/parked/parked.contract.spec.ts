import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BusLine, sampleSchema, testDatabases } from '#libs/testing';
import { ticketIdOf } from '#libs/contracts';
import { SystemClock } from '#libs/runtime';
import { busSchema } from '../bus-schema.js';
import { DeadLetterRow } from '../dead-letters/dead-letter-row.entity.js';
import { EmbeddedTransport } from '../embedded/embedded.transport.js';
import { OperatorActs } from '../operators/operator-acts.js';
import { ParkedKeys } from './parked-keys.js';

const operator = { actor: 'ops', reason: 'seen to' };
const idOf = (key: string): string => ticketIdOf('line', 1, key);
const LONG = { timeout: 20_000 };
const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);

describe.each(await testDatabases())('parked keys on $name', (database) => {
  let dataSource: DataSource;
  let transport: EmbeddedTransport;
  let line: BusLine;
  let keys: ParkedKeys;
  let leave: (() => Promise<void>) | undefined;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    dataSource = await database.open([busSchema, sampleSchema]);
    transport = new EmbeddedTransport(dataSource);
    line = new BusLine();
    keys = new ParkedKeys(dataSource, line.signal, new OperatorActs(dataSource, new SystemClock()));
    await transport.prepare(line.topics());
  });
  afterEach(async () => {
    await leave?.();
    leave = undefined;
    await transport.close();
    await dataSource.destroy();
  });
  afterAll(() => database.drop());

  const join = async (): Promise<void> => {
    leave = await line.join(transport, dataSource);
  };
  const append = (...records: [key: string, version: number][]): Promise<void> =>
    transport.append(records.map(([key, version]) => line.record(key, version)));
  const heard = (key: string): Promise<string> => line.heard(dataSource, key);
  const lag = async (): Promise<number> =>
    sum((await transport.lag(line.group, [line.topic])).map(({ end, position }) => end - position));
  const parked = () => keys.list({ group: line.group, limit: 100 });
  const letters = () => dataSource.getRepository(DeadLetterRow).find({ order: { failedAt: 'ASC' } });
  const at = (key: string): { group: string; key: string } => ({ group: line.group, key: idOf(key) });
  const dead = (key: string) =>
    expect.poll(async () => (await keys.list({ ...at(key), limit: 1 }))[0]?.state, LONG).toBe('dead');

  it('a failed message waits with those behind it, the others of the partition go on, and order holds once it is mended', async () => {
    line.policy = { ...line.policy, delayedTries: Array.from({ length: 50 }, () => 100) };
    line.break('a', 2);
    await append(['a', 1], ['b', 1], ['a', 2], ['a', 3], ['b', 2], ['a', 4]);
    await join();
    await expect.poll(() => heard('b'), LONG).toBe('1,2');
    await append(['a', 5], ['b', 3]);
    await expect.poll(() => heard('b'), LONG).toBe('1,2,3');
    await expect.poll(lag, LONG).toBe(0);
    expect(await heard('a')).toBe('1');
    expect(await parked()).toMatchObject([
      { key: idOf('a'), state: 'retrying', messages: 4, reason: 'Error: cannot handle 2' },
    ]);
    line.mend();
    await expect.poll(() => heard('a'), LONG).toBe('1,2,3,4,5');
    await expect.poll(parked, LONG).toEqual([]);
    expect(await letters()).toEqual([]);
    await append(['a', 6]);
    await expect.poll(() => heard('a'), LONG).toBe('1,2,3,4,5,6');
  });

  it('after its last try a message is dead, its key is held, and it goes on in order when it is released', async () => {
    line.break('a', 1);
    await append(['a', 1], ['a', 2]);
    await join();
    await dead('a');
    await append(['a', 3]);
    await expect.poll(async () => (await parked())[0]?.messages, LONG).toBe(3);
    // Two calls at once, then two delayed tries of two calls each.
    expect(await letters()).toMatchObject([{ state: 'open', failures: 1, messageKey: idOf('a') }]);
    await keys.release(at('a'), operator);
    await expect.poll(async () => (await letters())[0]?.failures, LONG).toBe(2);
    await dead('a');
    expect(await heard('a')).toBe('');
    line.mend();
    await Promise.all([keys.release(at('a'), operator), keys.release(at('a'), operator)]).catch(() => undefined);
    await expect.poll(() => heard('a'), LONG).toBe('1,2,3');
    await expect.poll(parked, LONG).toEqual([]);
    expect(await letters()).toMatchObject([{ state: 'replayed' }]);
  });

  it('a skipped message is put aside with who and why, and the next goes on; nobody skips one that he has not seen', async () => {
    line.break('a', 1);
    await append(['a', 1], ['a', 2]);
    await join();
    await dead('a');
    const [first] = await keys.messages(at('a'), { limit: 10 });
    const messageId = first?.messageId ?? '';
    await expect(keys.skip({ ...at('a'), messageId: 'another' }, operator)).rejects.toMatchObject({ code: 'conflict' });
    const both = await Promise.allSettled([1, 2].map(() => keys.skip({ ...at('a'), messageId }, operator)));
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect.poll(() => heard('a'), LONG).toBe('2');
    expect(await letters()).toMatchObject([{ state: 'skipped', settledBy: 'ops', settledWhy: 'seen to', messageId }]);
    const acts = (await dataSource.query('SELECT act, actor, reason FROM bus_operator_act')) as object[];
    expect(acts).toEqual([{ act: 'skip', actor: 'ops', reason: 'seen to' }]);
  });

  it('a key that is held takes nothing until it is released, also when nothing had failed', async () => {
    await append(['a', 1]);
    await join();
    await expect.poll(() => heard('a'), LONG).toBe('1');
    await keys.hold(at('a'), operator);
    await append(['a', 2], ['b', 1]);
    await expect.poll(() => heard('b'), LONG).toBe('1');
    await expect.poll(lag, LONG).toBe(0);
    expect(await heard('a')).toBe('1');
    expect(await parked()).toMatchObject([{ state: 'held', messages: 1, actedBy: 'ops' }]);
    await keys.release(at('a'), operator);
    await expect.poll(() => heard('a'), LONG).toBe('1,2');
    await expect(keys.release(at('a'), operator)).rejects.toMatchObject({ code: 'not-found' });
    await expect(keys.hold({ group: 'nobody', key: 'a' }, operator)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('where the policy lets followers pass, they wait for the tries and go on after the death', async () => {
    line.policy = { ...line.policy, followers: 'pass' };
    line.break('a', 1);
    await append(['a', 1], ['a', 2], ['a', 3]);
    await join();
    await expect.poll(() => heard('a'), LONG).toBe('2,3');
    await expect.poll(parked, LONG).toEqual([]);
    expect(await letters()).toMatchObject([{ state: 'open', tries: 2 }]);
  });

  it('a repeat of a message that waits or is dead has no effect', async () => {
    line.break('a', 1);
    const [one, two] = [line.record('a', 1), line.record('a', 2)];
    await transport.append([one, two, one]);
    await join();
    await dead('a');
    await transport.append([one, two]);
    await expect.poll(lag, LONG).toBe(0);
    expect(await parked()).toMatchObject([{ messages: 2 }]);
    line.mend();
    await keys.release(at('a'), operator);
    await expect.poll(() => heard('a'), LONG).toBe('1,2');
    await transport.append([one, two]);
    await expect.poll(lag, LONG).toBe(0);
    expect(await heard('a')).toBe('1,2');
  });

  it('tries that were due while nobody ran are made after a restart, by whoever is there', async () => {
    line.policy = { ...line.policy, delayedTries: [300, 300, 300] };
    line.break('a', 1);
    await append(['a', 1], ['a', 2]);
    await join();
    await expect.poll(async () => (await parked()).length, LONG).toBe(1);
    await leave?.();
    line.mend();
    await join();
    const second = await line.join(transport, dataSource);
    await expect.poll(() => heard('a'), LONG).toBe('1,2');
    await second();
  });

  it('a clock that was put back does not keep a key waiting', async () => {
    line.policy = { ...line.policy, delayedTries: [60_000] };
    line.break('a', 1);
    await append(['a', 1]);
    await join();
    await expect.poll(async () => (await parked()).length, LONG).toBe(1);
    line.mend();
    await dataSource.query(
      "UPDATE bus_parked_key SET due_at = '2099-01-01 01:00:00', last_failed_at = '2099-01-01 00:59:59'",
    );
    line.signal.changed();
    await expect.poll(() => heard('a'), LONG).toBe('1');
  });

  it('a row of the log that was spoilt by hand is a dead letter, and nothing stops at it', async () => {
    await append(['a', 1], ['a', 2], ['a', 3], ['a', 4]);
    const spoilt = ['{"id":"x"}', 'no JSON', JSON.stringify({ id: 'y'.repeat(100), type: 't', key: 'k' })];
    const rows = (await dataSource.query(
      'SELECT log_partition, log_offset FROM bus_log WHERE topic = ? ORDER BY log_offset',
      [line.topic],
    )) as { log_partition: number; log_offset: number }[];
    for (const [index, envelope] of spoilt.entries())
      await dataSource.query(
        'UPDATE bus_log SET envelope = ? WHERE topic = ? AND log_partition = ? AND log_offset = ?',
        [envelope, line.topic, rows[index]?.log_partition, rows[index]?.log_offset],
      );
    await join();
    await expect.poll(() => heard('a'), LONG).toBe('4');
    expect((await letters()).map(({ state }) => state)).toEqual(['open', 'open', 'open']);
    expect(await parked()).toEqual([]);
  });

  it('shows a dead letter in the topic’s .dlt with the headers that tools for Kafka know', async () => {
    line.break('a', 1);
    await append(['a', 1]);
    await join();
    await dead('a');
    const [row] = (await dataSource.query('SELECT envelope, body FROM bus_log WHERE topic = ?', [
      `${line.topic}.dlt`,
    ])) as {
      envelope: string;
      body: string;
    }[];
    expect(JSON.parse(row?.envelope ?? '')).toMatchObject({
      key: idOf('a'),
      headers: {
        '__connect.errors.topic': line.topic,
        '__connect.errors.exception.message': 'Error: cannot handle 1',
        'kafka_dlt-original-consumer-group': line.group,
      },
    });
    expect(JSON.parse(row?.body ?? '')).toMatchObject({ version: 1 });
  });

  it('many keys that fail in one batch are parked in one transaction, and all recover', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `k${index}`);
    line.policy = { ...line.policy, delayedTries: [200, 1_000, 1_000, 1_000, 1_000, 1_000] };
    for (const key of many) line.break(key, 1);
    await append(...many.map((key): [string, number] => [key, 1]));
    await join();
    await expect.poll(lag, LONG).toBe(0);
    line.mend();
    await append(...many.map((key): [string, number] => [key, 2]));
    const recovered = async (): Promise<number> => {
      const rows = (await dataSource.query("SELECT COUNT(*) AS n FROM sample_thing WHERE body = '1,2'")) as [
        { n: unknown },
      ];
      return Number(rows[0].n);
    };
    await expect.poll(recovered, LONG).toBe(200);
  });
});
