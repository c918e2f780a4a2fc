import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ticketIdOf } from '#libs/contracts';
import { BusLine, sampleSchema, sharedKafka, testDatabases, testTransports } from '#libs/testing';
import { busSchema } from '../bus-schema.js';
import { DeadLetterRow } from '../dead-letters/dead-letter-row.entity.js';
import type { LogRecord } from '../envelope.js';
import { listKeys } from '../parked/parked-lists.js';
import type { Transport } from '../transport.js';

const LONG = { timeout: 30_000 };
const idOf = (key: string): string => ticketIdOf('line', 1, key);
const never = (): Promise<void> => new Promise(() => {});

describe.each(testTransports(await testDatabases(), await sharedKafka()))('on $name', (place) => {
  let dataSource: DataSource;
  let transport: Transport;
  let line: BusLine;
  let leave: (() => Promise<void>) | undefined;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    dataSource = await place.database.open([busSchema, sampleSchema]);
    transport = place.open(dataSource);
    line = new BusLine();
    await transport.prepare(line.topics(1));
  });
  afterEach(async () => {
    await leave?.();
    leave = undefined;
    await transport.close();
    await dataSource.destroy();
  });
  afterAll(() => place.database.drop());

  const join = async (): Promise<void> => {
    leave = await line.join(transport, dataSource);
  };
  const heard = (key: string) => expect.poll(() => line.heard(dataSource, key), LONG);
  const parked = () => listKeys(dataSource.manager, { group: line.group, limit: 100 });
  const letters = () => dataSource.getRepository(DeadLetterRow).find();
  const changed = (record: LogRecord, change: Partial<LogRecord['envelope']>, body = record.body): LogRecord => ({
    ...record,
    envelope: { ...record.envelope, ...change },
    body,
  });

  it('a handler that never answers has failed when its patience is at its end: called once, and the others go on', async () => {
    line.policy = { ...line.policy, patience: 300, delayedTries: [600_000] };
    let calls = 0;
    line.before = (ticketId, version) => (ticketId === idOf('a') && version === 2 ? (calls++, never()) : undefined);
    await transport.append([
      line.record('a', 1),
      line.record('a', 2),
      line.record('b', 1),
      line.record('a', 3),
      line.record('b', 2),
    ]);
    await join();
    await heard('b').toBe('1,2');
    expect([await line.heard(dataSource, 'a'), calls]).toEqual(['1', 1]);
    expect(await parked()).toMatchObject([
      { key: idOf('a'), state: 'retrying', messages: 2, reason: expect.stringMatching(/^NoAnswer: .* within 300 ms/) },
    ]);
    line.before = () => {};
    await dataSource.query("UPDATE bus_parked_key SET due_at = '2020-01-01 00:00:00'");
    line.signal.changed();
    await heard('a').toBe('1,2,3');
  });

  it('what a handler answers too late is not heard', async () => {
    line.policy = { ...line.policy, patience: 200, delayedTries: [], followers: 'pass' };
    let answer = (): void => {};
    line.before = (_, version) => (version === 1 ? new Promise((resolve) => (answer = resolve)) : undefined);
    await transport.append([line.record('a', 1)]);
    await join();
    await expect.poll(letters, LONG).toMatchObject([{ tries: 1, state: 'open' }]);
    answer();
    await transport.append([line.record('a', 2)]);
    await heard('a').toBe('2');
  });

  it('a body that is no JSON, one that is no object, and a message of another type are dead at once, and hold their key', async () => {
    const sound = line.record('b', 1);
    await transport.append([
      changed(line.record('no-json', 1), {}, '{"ticketId":'),
      changed(line.record('list', 1), {}, '[]'),
      changed(line.record('other', 1), { type: 'ticket-hidden' }),
      line.record('other', 2),
      sound,
    ]);
    await join();
    await heard('b').toBe('1');
    await expect
      .poll(async () => (await letters()).map(({ reason }) => reason).toSorted(), LONG)
      .toEqual([
        expect.stringContaining(`expected ${line.topic.slice(7)} on ${line.topic}, found ticket-hidden`),
        expect.stringContaining('UnreadableMessage: the body is not JSON'),
        'UnreadableMessage: the body is not a JSON object',
      ]);
    expect(await parked()).toHaveLength(3);
    expect(await line.heard(dataSource, 'other')).toBe('');
  });

  it('a version from the future is tried again, not dead, and handled in its turn by a process that knows it', async () => {
    line.policy = { ...line.policy, delayedTries: Array.from({ length: 50 }, () => 200) };
    await transport.append([line.record('a', 1), changed(line.record('a', 2), { version: 2 }), line.record('a', 3)]);
    await join();
    await heard('a').toBe('1');
    await expect.poll(parked, LONG).toMatchObject([{ state: 'retrying', messages: 2 }]);
    expect((await parked())[0]?.reason).toMatch(/^NewerMessage: .* upgrade it$/);
    expect(await letters()).toEqual([]);
    await leave?.();
    line.version = 2;
    await join();
    await heard('a').toBe('1,2,3');
    expect(await letters()).toEqual([]);
  });
});
