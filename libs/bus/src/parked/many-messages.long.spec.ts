import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ticketIdOf } from '#libs/contracts';
import { BusLine, sampleSchema, sharedKafka, testDatabases, testTransports } from '#libs/testing';
import { SystemClock } from '#libs/runtime';
import { busSchema } from '../bus-schema.js';
import { OperatorActs } from '../operators/operator-acts.js';
import type { Transport } from '../transport.js';
import { ParkedKeys } from './parked-keys.js';

const MANY = 100_000;
const AT_ONCE = 1_000;
const MEGABYTE = 1024 * 1024;
/** What a backlog may cost beside what the process has anyway; all of it at once would be more. */
const MEMORY = 250;
/** How much longer the last fifth may take than the first: were each more costly than the one before, it would be nine times. */
const LINEAR = 6;
const operator = { actor: 'ops', reason: 'mended' };
const places = testTransports(await testDatabases(), await sharedKafka()).filter(
  ({ name }) => name !== 'Kafka and sqlite',
);

describe.each(places)('100,000 messages on $name', (place) => {
  let dataSource: DataSource;
  let transport: Transport;
  let line: BusLine;
  let leave: (() => Promise<void>) | undefined;
  /** How many the handler has decided, and what memory stood at its highest meanwhile. */
  let decided = 0;
  let peak = 0;
  const versions = new Map<string, number>();

  beforeEach(async () => {
    Logger.overrideLogger(false);
    dataSource = await place.database.open([busSchema, sampleSchema]);
    transport = place.open(dataSource);
    line = new BusLine();
    decided = 0;
    peak = 0;
    versions.clear();
    line.before = (ticketId, version) => {
      // A row that has heard 100,000 would be longer to write than all else; order is seen here.
      if (version !== (versions.get(ticketId) ?? 0) + 1) throw new Error(`${version} out of order`);
      versions.set(ticketId, version);
      decided++;
      if (decided % 500 === 0) peak = Math.max(peak, process.memoryUsage().rss);
    };
    line.extra = (version) => ({ body: String(version) });
    await transport.prepare(line.topics());
  });
  afterEach(async () => {
    await leave?.();
    leave = undefined;
    await transport.close();
    await dataSource.destroy();
  });
  afterAll(() => place.database.drop());

  async function append(count: number, keyOf: (index: number) => string, versionOf: (index: number) => number) {
    for (let at = 0; at < count; at += AT_ONCE)
      await transport.append(
        Array.from({ length: AT_ONCE }, (_, index) => line.record(keyOf(at + index), versionOf(at + index))),
      );
  }

  /** Waits until all are decided, and looks at what it took. */
  async function expectBounded(what: string, begin: () => Promise<void>): Promise<void> {
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    const began = performance.now();
    const fifths: number[] = [];
    await begin();
    for (let fifth = 1; fifth <= 5; fifth++) {
      const since = performance.now();
      await expect.poll(() => decided, { timeout: 120_000, interval: 20 }).toBeGreaterThanOrEqual((fifth * MANY) / 5);
      fifths.push((performance.now() - since) / 1000);
    }
    const [first = 0, last = 0] = [fifths[0], fifths[4]];
    const took = (performance.now() - began) / 1000;
    const grown = (peak - before) / MEGABYTE;
    console.log(
      `${place.name}: ${what}: ${took.toFixed(1)} s, first fifth ${first.toFixed(1)} s, last ${last.toFixed(1)} s, memory + ${grown.toFixed(0)} MB`,
    );
    expect(decided).toBe(MANY);
    expect(last).toBeLessThan(LINEAR * first);
    expect(grown).toBeLessThan(MEMORY);
  }
  const join = async (): Promise<void> => {
    leave = await line.join(transport, dataSource);
  };

  it('of one key are handled in order, in linear time and bounded memory', async () => {
    await append(
      MANY,
      () => 'one',
      (index) => index + 1,
    );
    await expectBounded('one key', join);
    await expect.poll(() => line.heard(dataSource, 'one'), { timeout: 20_000 }).toBe(String(MANY));
  }, 300_000);

  it('of 100,000 keys are handled', async () => {
    await append(
      MANY,
      (index) => `key ${index}`,
      () => 1,
    );
    await expectBounded('100,000 keys', join);
    await expect.poll(() => line.heard(dataSource, 'key 99999'), { timeout: 20_000 }).toBe('1');
  }, 300_000);

  it('behind one that failed are parked, and follow it in order when it is released', async () => {
    line.policy = { ...line.policy, delayedTries: [], followers: 'hold' };
    const keys = new ParkedKeys(dataSource, line.signal, new OperatorActs(dataSource, new SystemClock()));
    const at = { group: line.group, key: ticketIdOf('line', 1, 'one') };
    line.break('one', 1);
    await append(
      MANY,
      () => 'one',
      (index) => index + 1,
    );
    const began = performance.now();
    await join();
    const waiting = async (): Promise<number> => (await keys.list({ ...at, limit: 1 }))[0]?.messages ?? 0;
    await expect.poll(waiting, { timeout: 120_000, interval: 200 }).toBe(MANY);
    console.log(`${place.name}: parked in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    line.mend();
    await expectBounded('released', () => keys.release(at, operator));
    await expect.poll(() => line.heard(dataSource, 'one'), { timeout: 20_000 }).toBe(String(MANY));
    await expect.poll(() => keys.list({ ...at, limit: 1 }), { timeout: 20_000 }).toEqual([]);
  }, 400_000);
});
