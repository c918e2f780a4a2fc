import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ticketIdOf } from '#libs/contracts';
import { BusLine, sampleSchema, testDatabases } from '#libs/testing';
import { inTransaction } from '#libs/store';
import { busSchema } from './bus-schema.js';
import { EmbeddedTransport } from './embedded/embedded.transport.js';
import { OutboxClaims } from './outbox/outbox-claims.js';
import { writeOutbox } from './outbox/outbox-table.js';
import { listKeys } from './parked/parked-lists.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = new Date('2026-11-25T12:00:00Z');
const LONG = { timeout: 20_000 };
const after = (milliseconds: number, from = NOON): Date => new Date(from.getTime() + milliseconds);

describe.each(await testDatabases())('a clock that jumps, on $name', (database) => {
  let dataSource: DataSource;
  let line: BusLine;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    dataSource = await database.open([busSchema, sampleSchema]);
    line = new BusLine();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await dataSource.destroy();
  });
  afterAll(() => database.drop());

  const leaveRow = (key: string, at: Date): Promise<void> =>
    inTransaction(dataSource, (manager) => writeOutbox(manager, [{ record: line.record(key, 1), size: 100 }], at));
  const take = (claims: OutboxClaims, now: Date): Promise<string[]> =>
    claims.take({ writtenBefore: after(-1_000, now), left: [], isBusy: () => false }, now);

  it.each([
    ['back an hour', -HOUR],
    ['forward a day', DAY],
  ])('%s leaves no message of the outbox behind: rows and claims of before are taken', async (_, jump) => {
    const [dead, other] = [new OutboxClaims(dataSource), new OutboxClaims(dataSource)];
    await leaveRow('a', after(-5_000));
    expect(await take(dead, NOON)).toHaveLength(1);
    // While it is alive, nobody else has it; then it dies, and a row is left besides.
    expect(await take(other, after(6_000))).toEqual([]);
    await leaveRow('b', after(6_000));
    expect(await take(other, after(6_000 + jump))).toHaveLength(2);
  });

  it('there and back loses no try of a parked message and makes none double', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOON });
    const transport = new EmbeddedTransport(dataSource);
    await transport.prepare(line.topics());
    line.policy = { ...line.policy, delayedTries: [60_000, 2 * HOUR, 2 * HOUR] };
    line.break('a', 1);
    const calls: number[] = [];
    line.before = (_, version) => void calls.push(version);
    await transport.append([line.record('a', 1), line.record('a', 2)]);
    const leave = await line.join(transport, dataSource);
    const tries = async (): Promise<number | undefined> =>
      (await listKeys(dataSource.manager, { group: line.group, limit: 1 }))[0]?.tries;
    await expect.poll(tries, LONG).toBe(0);
    vi.setSystemTime(after(-HOUR));
    line.signal.changed();
    await expect.poll(tries, LONG).toBe(1);
    vi.setSystemTime(after(DAY));
    line.signal.changed();
    await expect.poll(tries, LONG).toBe(2);
    line.mend();
    vi.setSystemTime(NOON);
    line.signal.changed();
    await expect.poll(() => line.heard(dataSource, 'a'), LONG).toBe('1,2');
    expect(calls).toEqual([1, 2]);
    expect(
      await listKeys(dataSource.manager, { group: line.group, key: ticketIdOf('line', 1, 'a'), limit: 1 }),
    ).toEqual([]);
    await leave();
    await transport.close();
  });
});
