import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#libs/store';
import { BusLine, sampleSchema, testDatabases } from '#libs/testing';
import { busSchema } from '../bus-schema.js';
import { EmbeddedTransport } from '../embedded/embedded.transport.js';
import type { StoredRecord } from '../envelope.js';
import type { RecordBatch } from '../transport.js';
import { readPosition } from './position.js';

const KEYS = ['a', 'b', 'c'];
const ROUNDS = 40;
const upTo = (count: number): string => Array.from({ length: count }, (_, index) => index + 1).join(',');

// Several processes share a MariaDB only.
const database = (await testDatabases()).find(({ name }) => name === 'mariadb');

interface Owner {
  readonly dataSource: DataSource;
  readonly transport: EmbeddedTransport;
}

describe.skipIf(!database)('two processes that both believe they own a partition', () => {
  let first: Owner;
  let second: Owner;
  let line: BusLine;
  let log: StoredRecord[];

  async function open(url: string): Promise<Owner> {
    const dataSource = await openDatabase(url, [busSchema, sampleSchema]);
    const transport = new EmbeddedTransport(dataSource);
    await transport.prepare(line.topics(1));
    return { dataSource, transport };
  }

  beforeEach(async () => {
    Logger.overrideLogger(false);
    line = new BusLine();
    const url = (await database?.url()) ?? '';
    first = await open(url);
    second = await open(url);
    log = Array.from({ length: ROUNDS }, (_, index) => KEYS.map((key) => line.record(key, index + 1)))
      .flat()
      .map((record, offset) => ({ ...record, partition: 0, offset }));
  });
  afterEach(async () => {
    for (const { dataSource, transport } of [first, second]) {
      await transport.close();
      await dataSource.destroy();
    }
  });
  afterAll(() => database?.drop());

  /** Neither knows that it is not the only one. */
  const batch = (from: number, to: number): RecordBatch => ({
    topic: line.topic,
    partition: 0,
    records: log.slice(from, to),
    isStale: () => false,
  });
  const consume = ({ dataSource, transport }: Owner, from: number, to: number): Promise<void> =>
    line.consume(transport, dataSource, batch(from, to));
  /** As the log does: what was rejected comes again. */
  const untilTaken = async (owner: Owner, from: number, to: number): Promise<void> => {
    for (let tries = 1; ; tries++) {
      try {
        return await consume(owner, from, to);
      } catch (error) {
        if (tries === 10) throw error;
      }
    }
  };
  const heard = (): Promise<string[]> => Promise.all(KEYS.map((key) => line.heard(first.dataSource, key)));
  const position = () => readPosition(first.dataSource.manager, { group: line.group, topic: line.topic, partition: 0 });

  it('handle the same batches at the same time: one commits, and each message has its effect once and in order', async () => {
    const size = 3 * KEYS.length;
    for (let at = 0; at < log.length; at += size)
      await Promise.all([untilTaken(first, at, at + size), untilTaken(second, at, at + size)]);
    expect(await heard()).toEqual(KEYS.map(() => upTo(ROUNDS)));
    expect(await position()).toBe(log.length);
  });

  it('go on at their own pace with batches that begin and end elsewhere, and neither takes the other back', async () => {
    const walk = async (owner: Owner, size: number): Promise<void> => {
      for (let at = 0; at < log.length; at += size) await untilTaken(owner, at, at + size);
    };
    await Promise.all([walk(first, 7), walk(second, 11)]);
    expect(await heard()).toEqual(KEYS.map(() => upTo(ROUNDS)));
    expect(await position()).toBe(log.length);
    // The position alone keeps them off, also when what was handled has long been forgotten.
    await first.dataSource.query('DELETE FROM bus_inbox');
    await Promise.all([consume(first, 0, 50), consume(second, 30, log.length)]);
    expect(await heard()).toEqual(KEYS.map(() => upTo(ROUNDS)));
    expect(await position()).toBe(log.length);
  });
});
