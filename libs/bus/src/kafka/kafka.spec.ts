import type { KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { ticketChanged } from '#libs/contracts';
import { Settings } from '#libs/runtime';
import { readMessage } from '../consumer/read-message.js';
import type { LogRecord } from '../envelope.js';
import { AppendQueue } from './append-queue.js';
import { kafkaMessage, type OutgoingMessage } from './kafka-message.js';
import { kafkaOptions, type TopicRules } from './kafka-options.js';
import { storedRecord } from './kafka-record.js';
import { contradictionsOf } from './topic-contradictions.js';
import { ByteWriter } from './wire/byte-writer.js';
import { decodeRecord } from './wire/record-decoder.js';
import { writeRecord } from './wire/record-encoder.js';

const AT = { topic: 'huying.ticket-changed', partition: 2 };

function record(key: string, body = '{}', id = `m-${key}`): LogRecord {
  const time = '2026-11-25T02:00:00.000Z';
  return {
    topic: AT.topic,
    envelope: { id, type: 'ticket-changed', version: 1, source: '/test', time, key, sequence: 3 },
    body,
  };
}

/** As it comes back from the brokers. */
function stored(outgoing: OutgoingMessage, change: Partial<KafkaMessage> = {}): KafkaMessage {
  const writer = new ByteWriter();
  writeRecord(writer, outgoing.tail, 1);
  const context = {
    firstOffset: '40',
    firstTimestamp: '1795572000000',
    maxTimestamp: '1795572000000',
    magicByte: 2,
    isControlBatch: false,
    timestampType: 0,
  };
  // Behind its length, which is of two bytes.
  const { key, value, headers, timestamp, offset, attributes } = decodeRecord(writer.view(2), context);
  return { key, value, headers, timestamp, offset, attributes, ...change } as KafkaMessage;
}

describe('a record in Kafka', () => {
  it('is a CloudEvent in binary mode, and comes back as it was', () => {
    const sent = record('钥匙 🔑', '{"text":"𡈽䶮"}', 'm-1');
    const outgoing = kafkaMessage(sent, 2);
    const headers = Object.entries(stored(outgoing).headers ?? {}).map(([name, bytes]) => [name, String(bytes)]);
    expect(Object.fromEntries(headers)).toMatchObject({
      ce_specversion: '1.0',
      ce_type: 'huying.ticket-changed.v1',
      ce_partitionkey: '钥匙 🔑',
      ce_sequence: '3',
      'content-type': 'application/json; charset=utf-8',
    });
    expect(storedRecord(AT, stored(outgoing))).toEqual({ ...sent, partition: 2, offset: 41 });
  });

  it.each([
    ['no headers', { headers: {} }, 'the header ce_id is missing'],
    [
      'a type of somebody else',
      {
        headers: { ce_id: Buffer.from('1'), ce_type: Buffer.from('com.example.x'), ce_partitionkey: Buffer.from('k') },
      },
      'the type com.example.x is none of ours',
    ],
    ['an id longer than its column', { headers: { ce_id: Buffer.alloc(65, 'x') } }, 'ce_id is longer than 64'],
    ['a header twice', { headers: { ce_id: [Buffer.from('1'), Buffer.from('2')] } }, 'ce_id stands there twice'],
    ['a header that is no text', { headers: { ce_id: Buffer.from([0xff, 0xfe]) } }, 'ce_id is not UTF-8'],
    ['no value', { value: null }, 'the record has no value'],
    ['a value that is no text', { value: Buffer.from([0xff, 0x00]) }, 'kept as base64'],
    ['another key than it says', { key: Buffer.from('other') }, 'the key of the record is not its ce_partitionkey'],
    ['no key', { key: null }, 'the key of the record is not its ce_partitionkey'],
  ])('with %s is unreadable, with the reason, and fits into a dead letter', (_what, change, reason) => {
    const message = stored(kafkaMessage(record('k'), 2), change as Partial<KafkaMessage>);
    const found = storedRecord(AT, message);
    expect(found.unreadable).toContain(reason);
    expect(found.envelope.id).toMatch(/^[0-9a-f]{32}$/);
    expect(found.envelope.id).toBe(storedRecord(AT, message).envelope.id);
    expect(found.envelope.id).not.toBe(storedRecord(AT, { ...message, offset: '42' }).envelope.id);
    expect(() => readMessage(found, ticketChanged)).toThrow(reason);
  });
});

const RULES: TopicRules = {
  replication: 3,
  minInsync: 2,
  retentionMilliseconds: 86_400_000,
  maxMessageBytes: 2_097_152,
};
const CONFIG = {
  'min.insync.replicas': '2',
  'retention.ms': '86400000',
  'max.message.bytes': '2097152',
  'cleanup.policy': 'delete',
};

describe('a topic', () => {
  const spec = { topic: 'huying.x', partitions: 6 };
  const found = (config: object, partitions = 6, replication = 3) => ({
    partitions,
    replication,
    config: new Map(Object.entries({ ...CONFIG, ...config })),
  });

  it('that is as the settings say, or takes larger records, is taken', () => {
    expect(contradictionsOf(spec, RULES, found({}))).toEqual([]);
    expect(contradictionsOf(spec, RULES, found({ 'max.message.bytes': '9000000' }))).toEqual([]);
  });

  it('that is otherwise is named, all of it at once, with the way to change it', () => {
    const mistakes = contradictionsOf(
      spec,
      RULES,
      found({ 'min.insync.replicas': '1', 'max.message.bytes': '1048588', 'retention.ms': '-1' }, 3, 1),
    );
    expect(mistakes).toHaveLength(5);
    expect(mistakes.join('\n')).toContain('HUYING_BUS_PARTITIONS=3');
    expect(mistakes.join('\n')).toContain('HUYING_KAFKA_REPLICATION=1');
    expect(mistakes.join('\n')).toContain('--entity-name huying.x --add-config max.message.bytes=2097152');
  });
});

describe('the settings of the brokers', () => {
  const secrets = (password?: string) => ({ find: () => password });

  it('are refused when more copies must have a message than there are', () => {
    const settings = Object.assign(new Settings(), { kafkaMinInsync: 2 });
    expect(() => kafkaOptions(settings, secrets())).toThrow(/HUYING_KAFKA_MIN_INSYNC is 2/);
  });

  it('name the password that is missing, and never show the one that is there', () => {
    const settings = Object.assign(new Settings(), { kafkaSasl: 'scram-sha-512', kafkaUsername: 'huying' });
    expect(() => kafkaOptions(settings, secrets())).toThrow(/HUYING_SECRET_KAFKA_PASSWORD/);
    expect(kafkaOptions(settings, secrets('hunter2')).sasl).toEqual({
      mechanism: 'scram-sha-512',
      username: 'huying',
      password: 'hunter2',
    });
  });
});

describe('the queue of appends', () => {
  const bounds = { partitionBytes: 1_000, sendBytes: 3_000, waitingBytes: 10_000 };
  const message = (id: string, partition = 0, size = 300): OutgoingMessage => ({
    record: record('k', '{}', id),
    partition,
    size,
    tail: Buffer.from(id),
  });
  const idsOf = (batch: readonly OutgoingMessage[]): string => batch.map((one) => one.record.envelope.id).join('');

  it('sends one batch at a time, in order, within the bytes of a partition', async () => {
    const sent: string[] = [];
    let under = 0;
    const queue = new AppendQueue(async (batch) => {
      expect(++under).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
      sent.push(idsOf(batch));
      under--;
    }, bounds);
    const first = queue.append([message('a'), message('b'), message('c'), message('d')]);
    await Promise.all([first, queue.append([message('e', 1)]), queue.append([message('f')])]);
    expect(sent).toEqual(['abc', 'def']);
    await queue.append([message('g')]);
    expect(sent).toEqual(['abc', 'def', 'g']);
  });

  it('sends nothing more of an append of which a part has failed, and goes on with the next', async () => {
    const sent: string[] = [];
    const queue = new AppendQueue((batch) => {
      if (idsOf(batch).includes('b')) return Promise.reject(new Error('away'));
      sent.push(idsOf(batch));
      return Promise.resolve();
    }, bounds);
    const broken = queue.append([message('a'), message('b'), message('c'), message('d')]);
    const next = queue.append([message('e')]);
    await expect(broken).rejects.toMatchObject({ code: 'log-unavailable' });
    await next;
    expect(sent).toEqual(['e']);
  });

  it('refuses at once what it can not hold while the brokers are slow, and takes it again later', async () => {
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const queue = new AppendQueue(() => gate, bounds);
    const held = Array.from({ length: 30 }, (_, index) => queue.append([message(`${index}`, index)]));
    await Promise.resolve();
    await Promise.resolve();
    const more = Array.from({ length: 40 }, () =>
      queue.append([message('x')]).then(
        () => 'taken',
        (error: { code: string }) => error.code,
      ),
    );
    expect(await Promise.race(more.toReversed())).toBe('log-unavailable');
    go();
    await Promise.all([...held, ...more]);
    await expect(queue.append([message('y')])).resolves.toBeUndefined();
  });
});
