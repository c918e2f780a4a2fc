import { Logger } from '@nestjs/common';
import { Kafka, logLevel, type KafkaMessage } from 'kafkajs';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inTransaction } from '#libs/store';
import { BusLine, sampleSchema, sharedKafka, testDatabases, testKafkaOptions } from '#libs/testing';
import { busSchema } from '../bus-schema.js';
import type { LogRecord } from '../envelope.js';
import { writeOutbox } from '../outbox/outbox-table.js';
import { DeadLetterRow } from '../dead-letters/dead-letter-row.entity.js';
import type { KafkaOptions } from './kafka-options.js';
import { KafkaTransport } from './kafka.transport.js';

const brokers = await sharedKafka();
const databases = await testDatabases();
const PARTITIONS = 6;
const KEYS = Array.from({ length: 12 }, (_, index) => `k${index}`);
const upTo = (count: number): string => Array.from({ length: count }, (_, index) => index + 1).join(',');

describe.skipIf(!brokers).each(databases)('the log in Kafka, positions in $name', (database) => {
  const options = testKafkaOptions(brokers ?? []);
  const outside = new Kafka({ brokers: [...options.brokers], logLevel: logLevel.NOTHING });
  const admin = outside.admin();
  const open: KafkaTransport[] = [];
  let dataSource: DataSource;
  let line: BusLine;

  const make = (rules: Partial<KafkaOptions['topics']> = {}): KafkaTransport => {
    const transport = new KafkaTransport(dataSource, { ...options, topics: { ...options.topics, ...rules } });
    open.push(transport);
    return transport;
  };
  const start = async (): Promise<KafkaTransport> => {
    const transport = make();
    await transport.prepare(line.topics(PARTITIONS));
    return transport;
  };
  const allHeard = (keys = KEYS): Promise<string[]> => Promise.all(keys.map((key) => line.heard(dataSource, key)));
  const appendRound = (transport: KafkaTransport, version: number): Promise<void> =>
    transport.append(KEYS.map((key) => line.record(key, version)));

  /** The whole topic, partition by partition, as it stands in the log. */
  async function readAll(count: number): Promise<{ key: string; sequence: number }[]> {
    const consumer = outside.consumer({ groupId: `${line.group}-outside`, maxWaitTimeInMs: 100 });
    const found: KafkaMessage[] = [];
    await consumer.subscribe({ topics: [line.topic], fromBeginning: true });
    await consumer.run({ eachMessage: ({ message }) => Promise.resolve(void found.push(message)) });
    await expect.poll(() => found.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(count);
    await consumer.disconnect();
    return found.map(({ key, headers }) => ({ key: String(key), sequence: Number(String(headers?.['ce_sequence'])) }));
  }

  beforeEach(async () => {
    Logger.overrideLogger(false);
    await admin.connect();
    dataSource = await database.open([busSchema, sampleSchema]);
    line = new BusLine();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((transport) => transport.close()));
    await dataSource.destroy();
  });
  afterAll(async () => {
    await admin.disconnect();
    await database.drop();
  });

  it('is made as the settings say, and a process whose settings contradict it refuses to start', async () => {
    await start();
    const { topics } = await admin.fetchTopicMetadata({ topics: [line.topic] });
    expect(topics[0]?.partitions).toHaveLength(PARTITIONS);
    await expect(make().prepare([{ topic: line.topic, partitions: 2 }])).rejects.toThrow('set HUYING_BUS_PARTITIONS=6');
    const otherwise = make({ retentionMilliseconds: 1_000, maxMessageBytes: 4 * 1024 * 1024 });
    await expect(otherwise.prepare([{ topic: line.topic, partitions: PARTITIONS }])).rejects.toThrow(
      /retention\.ms=86400000[\s\S]*HUYING_KAFKA_RETENTION_DAYS[\s\S]*max\.message\.bytes=4194304/,
    );
  });

  it('takes a body of 1 MiB; a larger one than fits is refused, or set aside without holding up its key', async () => {
    const transport = await start();
    await line.join(transport, dataSource);
    await transport.append([line.record('big', 1, '字'.repeat(349_525))]);
    const tooLarge = line.record('big', 2, 'x'.repeat(2 * 1024 * 1024));
    await expect(transport.append([tooLarge])).rejects.toMatchObject({ code: 'body-too-large' });
    const after = await inTransaction(dataSource, (manager) =>
      transport.appendWithin(manager, [tooLarge, line.record('big', 3)]),
    );
    await after();
    await expect.poll(() => line.heard(dataSource, 'big'), { timeout: 10_000 }).toBe('1,3');
    const [letter] = await dataSource.getRepository(DeadLetterRow).find();
    expect(letter).toMatchObject({ group: '(outbox)', messageId: tooLarge.envelope.id });
    expect(letter?.reason).toMatch(/the message takes \d+ bytes, the log takes at most/);
  });

  it('brings what is none of ours as a dead letter, once, and goes on', async () => {
    const transport = await start();
    await transport.append([line.record('a', 1)]);
    const producer = outside.producer();
    await producer.connect();
    await producer.send({
      topic: line.topic,
      messages: [{ key: 'a', value: 'no headers' }, { value: Buffer.from([0xff, 0xfe, 0]) }, { key: 'b', value: null }],
    });
    await producer.disconnect();
    await transport.append([line.record('a', 2)]);
    await line.join(transport, dataSource);
    await expect.poll(() => line.heard(dataSource, 'a'), { timeout: 10_000 }).toBe('1,2');
    const letters = dataSource.getRepository(DeadLetterRow);
    // A producer may write a record again when a new topic's leader was not known to it: every one that stands there counts.
    const ends = (await transport.lag(line.group, [line.topic])).map(({ end }) => end);
    const foreign = ends.reduce((sum, end) => sum + end, 0) - 2;
    expect(foreign).toBeGreaterThanOrEqual(3);
    await expect.poll(() => letters.count(), { timeout: 10_000 }).toBe(foreign);
    expect((await letters.find()).map(({ reason }) => reason).join()).toContain('the header ce_id is missing');
  });

  it('is looked at past what was removed and past what was taken back, and no group is seen for it', async () => {
    const transport = await start();
    await transport.append([1, 2, 3].map((version) => line.record('a', version)));
    const partition = (await transport.extents(line.topic)).find(({ end }) => end > 0)?.partition as number;
    const producer = outside.producer({ transactionalId: line.group, idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.send({ topic: line.topic, messages: [{ partition, value: 'taken back' }] });
    const bounds = { maxRecords: 10, maxBytes: 100_000 };
    // What may still be taken back is not seen yet, and the place behind it is not taken for the end of it.
    expect(await transport.read(line.topic, partition, 3, bounds)).toEqual([]);
    await transaction.abort();
    await producer.disconnect();
    await transport.append([line.record('a', 4)]);
    // kafkajs deletes only in topics that it has looked at before.
    await admin.fetchTopicOffsets(line.topic);
    await admin.deleteTopicRecords({ topic: line.topic, partitions: [{ partition, offset: '2' }] });
    const read = await transport.read(line.topic, partition, 0, bounds);
    expect(read.map(({ envelope }) => envelope.sequence)).toEqual([3, 4]);
    const [later] = await transport.read(line.topic, partition, 3, bounds);
    expect(later?.envelope.sequence).toBe(4);
    expect((await transport.extents(line.topic))[partition]).toMatchObject({ start: 2, end: 6 });
    const { groups } = await admin.listGroups();
    expect(groups.filter(({ groupId }) => groupId.includes(line.group.slice(5)))).toEqual([]);
  });

  it('is read from where the database stands, though the group in Kafka is further', async () => {
    const first = await start();
    await line.join(first, dataSource);
    await appendRound(first, 1);
    await expect.poll(() => allHeard(), { timeout: 10_000 }).toEqual(KEYS.map(() => '1'));
    await first.close();
    // The database is put back from a copy of before.
    for (const table of ['sample_thing', 'bus_inbox', 'bus_position']) await dataSource.query(`DELETE FROM ${table}`);
    await line.join(await start(), dataSource);
    await expect.poll(() => allHeard(), { timeout: 10_000 }).toEqual(KEYS.map(() => '1'));
  });

  it('that was deleted and made anew is named at the start, before anything is passed over', async () => {
    const first = await start();
    await line.join(first, dataSource);
    await appendRound(first, 1);
    await expect.poll(() => allHeard(), { timeout: 10_000 }).toEqual(KEYS.map(() => '1'));
    await first.close();
    await admin.deleteTopics({ topics: [line.topic] });
    await expect.poll(() => admin.listTopics(), { timeout: 10_000 }).not.toContain(line.topic);
    await expect(start()).rejects.toThrow(/the topic was deleted and made anew[\s\S]*DELETE FROM bus_position WHERE/);
  });

  it('that is deleted and made anew while it is heard is not passed over: readiness names it, and begun anew all is handled', async () => {
    const first = await start();
    const leave = await line.join(first, dataSource);
    for (const version of [1, 2, 3]) await appendRound(first, version);
    await expect.poll(() => allHeard(), { timeout: 10_000 }).toEqual(KEYS.map(() => '1,2,3'));
    await admin.deleteTopics({ topics: [line.topic] });
    await expect.poll(() => admin.listTopics(), { timeout: 10_000 }).not.toContain(line.topic);
    // Another process makes it anew, and does not start on it.
    await expect(start()).rejects.toThrow(/made anew/);
    // A producer learns of it by itself; until then the log takes nothing, and whoever speaks keeps it.
    const said = KEYS.map((key) => line.record(key, 4));
    await vi.waitFor(() => first.append(said), { timeout: 60_000, interval: 500 });
    await expect
      .poll(() => first.look(), { timeout: 90_000 })
      .toMatch(/the topic was deleted and made anew.*DELETE FROM bus_position WHERE/);
    expect(await allHeard()).toEqual(KEYS.map(() => '1,2,3'));
    await leave();
    await first.close();
    await dataSource.query('DELETE FROM bus_position WHERE topic = ?', [line.topic]);
    await line.join(await start(), dataSource);
    await expect.poll(() => allHeard(), { timeout: 20_000 }).toEqual(KEYS.map(() => '1,2,3,4'));
  }, 240_000);

  it('keeps the order of every key, each message once, while members come and go', async () => {
    const first = await start();
    await line.join(first, dataSource);
    let version = 0;
    const go = async (rounds: number): Promise<void> => {
      for (const last = version + rounds; version < last;) await appendRound(first, ++version);
    };
    await go(20);
    const others = [await start(), await start()];
    const leaving = others.map((transport) => line.join(transport, dataSource));
    await Promise.all([go(100), ...leaving]);
    await Promise.all([go(50), (await leaving[0])?.()]);
    await go(10);
    await expect.poll(() => allHeard(), { timeout: 20_000 }).toEqual(KEYS.map(() => upTo(version)));
    expect((await first.lag(line.group, [line.topic])).every(({ position, end }) => position === end)).toBe(true);
  }, 60_000);

  it('is told what a transaction said at once, and in order where older rows are still on their way', async () => {
    const transport = await start();
    await line.join(transport, dataSource);
    const say = async (records: LogRecord[]): Promise<() => Promise<void>> =>
      inTransaction(dataSource, (manager) => transport.appendWithin(manager, records));
    const publishFirst = await say([line.record('a', 1), line.record('a', 2)]);
    // Committed, not yet published: what follows must wait for it.
    const publishSecond = await say([line.record('a', 3), line.record('b', 1)]);
    await publishSecond();
    await expect.poll(() => line.heard(dataSource, 'b'), { timeout: 10_000 }).toBe('1');
    await publishFirst();
    await expect.poll(() => line.heard(dataSource, 'a'), { timeout: 10_000 }).toBe('1,2,3');
    await expect.poll(() => dataSource.query('SELECT COUNT(*) AS n FROM bus_outbox').then(countOf)).toBe(0);
  });

  it('gets from the outbox of a process that died what it had committed, by two relays at once, in order', async () => {
    const rounds = 40;
    const records = Array.from({ length: rounds }, (_, index) => KEYS.map((key) => line.record(key, index + 1))).flat();
    const earlier = new Date(Date.now() - 5_000);
    await inTransaction(dataSource, (manager) =>
      writeOutbox(
        manager,
        records.map((record) => ({ record, size: 700 })),
        earlier,
      ),
    );
    await Promise.all([start(), start()]);
    await expect
      .poll(() => dataSource.query('SELECT COUNT(*) AS n FROM bus_outbox').then(countOf), { timeout: 20_000 })
      .toBe(0);
    const found = await readAll(records.length);
    for (const key of new Set(records.map(({ envelope }) => envelope.key))) {
      const firsts = new Set(found.filter((one) => one.key === key).map(({ sequence }) => sequence));
      expect([...firsts].join()).toBe(upTo(rounds));
    }
    await expect.poll(() => dataSource.query('SELECT COUNT(*) AS n FROM bus_outbox_claim').then(countOf)).toBe(0);
  });
});

function countOf(rows: { n: number | string }[]): number {
  return Number(rows[0]?.n);
}

describe('without a broker', () => {
  it('a process does not start, and says which setting and which file help', async () => {
    const [database] = databases;
    const dataSource = await (database as (typeof databases)[0]).open([busSchema]);
    const transport = new KafkaTransport(dataSource, testKafkaOptions(['127.0.0.1:1']));
    await expect(transport.prepare([])).rejects.toThrow(/HUYING_KAFKA_BROKERS.*docker\/compose\.yml/);
    await transport.close();
    await dataSource.destroy();
  });
});
