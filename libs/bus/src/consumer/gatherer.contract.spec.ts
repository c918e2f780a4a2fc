import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BusLine, sampleSchema, testDatabases } from '#libs/testing';
import { busSchema } from '../bus-schema.js';
import { EmbeddedTransport } from '../embedded/embedded.transport.js';
import type { RecordBatch } from '../transport.js';
import { readPosition } from './position.js';

const PARTITIONS = [0, 1, 2];
const LARGE = 300;

describe.each(await testDatabases())('batches of several partitions on $name', (database) => {
  let dataSource: DataSource;
  let transport: EmbeddedTransport;
  let line: BusLine;
  let transactions: number;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    line = new BusLine();
    dataSource = await database.open([busSchema, sampleSchema]);
    transport = new EmbeddedTransport(dataSource);
    await transport.prepare(line.topics(PARTITIONS.length));
    transactions = 0;
    const begin = dataSource.transaction.bind(dataSource) as (...all: unknown[]) => Promise<unknown>;
    vi.spyOn(dataSource, 'transaction').mockImplementation(((...all: unknown[]) => {
      transactions++;
      return begin(...all);
    }) as never);
  });
  afterEach(async () => {
    await transport.close();
    await dataSource.destroy();
  });
  afterAll(() => database.drop());

  /** Of a partition, whose key has its name, with versions from 1 on. */
  function batch(partition: number, count: number, isStale = false): RecordBatch {
    const records = Array.from({ length: count }, (_, offset) => ({
      ...line.record(`key${partition}`, offset + 1),
      partition,
      offset,
    }));
    return { topic: line.topic, partition, records, isStale: () => isStale };
  }
  const heard = (): Promise<string[]> =>
    Promise.all(PARTITIONS.map((partition) => line.heard(dataSource, `key${partition}`)));
  const positions = (): Promise<number[]> =>
    Promise.all(
      PARTITIONS.map((partition) =>
        readPosition(dataSource.manager, { group: line.group, topic: line.topic, partition }),
      ),
    );

  it('that are there together are written in one transaction, each key in order, and each position moves', async () => {
    const results = await line.hand(
      transport,
      dataSource,
      PARTITIONS.map((partition) => batch(partition, partition + 1)),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(await heard()).toEqual(['1', '1,2', '1,2,3']);
    expect(await positions()).toEqual([1, 2, 3]);
    expect(transactions).toBe(1);
  });

  it('that are large have one each', async () => {
    await line.hand(
      transport,
      dataSource,
      PARTITIONS.map((partition) => batch(partition, LARGE)),
    );
    expect(await positions()).toEqual([LARGE, LARGE, LARGE]);
    expect(transactions).toBe(PARTITIONS.length);
  });

  it('come again alone: one that belongs to another member by now holds up none of the others', async () => {
    const results = await line.hand(transport, dataSource, [batch(0, 2), batch(1, 2, true), batch(2, 2)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await heard()).toEqual(['1,2', '', '1,2']);
    expect(await positions()).toEqual([2, 0, 2]);
  });

  it('with a row that can not be written lose only its message', async () => {
    line.extra = (version) => (version === 2 ? { name: 'x'.repeat(10_000) } : {}) as never;
    const results = await line.hand(transport, dataSource, [batch(0, 1), batch(1, 3), batch(2, 1)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(await heard()).toEqual(['1', '1', '1']);
    expect(await positions()).toEqual([1, 3, 1]);
    const [parked] = (await dataSource.query('SELECT COUNT(*) AS n FROM bus_parked')) as { n: number | string }[];
    // The message and the one behind it.
    expect(Number(parked?.n)).toBe(2);
  });

  it('that were handled before change nothing, whoever stands beside them', async () => {
    await line.hand(transport, dataSource, [batch(0, 2)]);
    const again = batch(0, 2);
    await line.hand(transport, dataSource, [again, batch(1, 2)]);
    expect(await heard()).toEqual(['1,2', '1,2', '']);
    expect(await positions()).toEqual([2, 2, 0]);
  });
});
