import type { Kafka, Producer } from 'kafkajs';
import type { DataSource, EntityManager } from 'typeorm';
import { Problem } from '#libs/runtime';
import { BusBootError } from '../boot-checks.js';
import { begunTopics } from '../consumer/position.js';
import type { DatedRecord, LogRecord } from '../envelope.js';
import { Outbox } from '../outbox/outbox.js';
import { OutboxRelay, type OutboxLog } from '../outbox/outbox-relay.js';
import { partitionOf } from '../partition-of.js';
import {
  Transport,
  type Extent,
  type PartitionLag,
  type ReadBounds,
  type Subscription,
  type TopicSpec,
} from '../transport.js';
import { AppendQueue } from './append-queue.js';
import { Assignment } from './assignment.js';
import { GroupConsumer, type OnBatch } from './group-consumer.js';
import { kafkaClient } from './kafka-client.js';
import { kafkaMessage, type OutgoingMessage } from './kafka-message.js';
import type { KafkaOptions } from './kafka-options.js';
import { kafkaProducer, sendBatch } from './kafka-producer.js';
import { prepareTopics } from './kafka-topics.js';
import { LogReader } from './log-reader.js';
import { LogView } from './log-view.js';
import { lostPosition, standings } from './lost-positions.js';
import { within } from './within.js';

const SEND_BYTES = 8 * 1024 * 1024;
const WAITING_BYTES = 64 * 1024 * 1024;
/** What a batch adds to its records. */
const BATCH_OVERHEAD = 512;
/** Three times, after the consumers: a process must have ended 10 s after it was told to. */
const CLOSE_WITHIN = 1_200;

/**
 * The log in Apache Kafka. What a transaction says goes through the outbox of its database; the groups' positions are in that
 * database too, and what Kafka knows of them is a copy.
 */
export class KafkaTransport extends Transport {
  readonly kind = 'kafka';
  private readonly kafka: Kafka;
  private readonly producer: Producer;
  private readonly queue: AppendQueue;
  private readonly view: LogView;
  private readonly reader: LogReader;
  private readonly relay: OutboxRelay;
  private readonly outbox: Outbox;
  private readonly partitions = new Map<string, number>();
  private readonly consumers = new Map<GroupConsumer, Assignment>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly options: KafkaOptions,
  ) {
    super();
    this.kafka = kafkaClient(options);
    this.producer = kafkaProducer(this.kafka);
    this.view = new LogView(this.kafka);
    this.reader = new LogReader(this.kafka);
    this.queue = new AppendQueue((batch) => sendBatch(this.producer, batch), {
      partitionBytes: this.largest,
      sendBytes: SEND_BYTES,
      waitingBytes: WAITING_BYTES,
    });
    const log: OutboxLog = {
      encode: (record) => this.encode(record),
      unsendable: (message) => this.unsendable(message),
      append: (messages) => this.send(messages),
      isTooLarge,
    };
    this.relay = new OutboxRelay(dataSource, log);
    this.outbox = new Outbox(dataSource, log, this.relay);
  }

  async prepare(topics: readonly TopicSpec[]): Promise<void> {
    try {
      const admin = await this.view.admin();
      await prepareTopics(admin, topics, this.options.topics);
      await this.producer.connect();
    } catch (cause) {
      if (cause instanceof BusBootError) throw cause;
      throw new BusBootError(
        `No broker can be used at ${this.options.brokers.join(',')} (${(cause as Error).message}). HUYING_KAFKA_BROKERS names the brokers; docker/compose.yml starts one.`,
        { cause },
      );
    }
    await this.checkPositions(topics);
    for (const { topic, partitions } of topics) this.partitions.set(topic, partitions);
    this.relay.start();
  }

  async append(records: readonly LogRecord[]): Promise<void> {
    const messages = records.map((record) => this.encode(record));
    for (const message of messages) {
      const reason = this.unsendable(message);
      if (reason !== undefined) throw new Problem('body-too-large', reason);
    }
    await this.send(messages);
  }

  async appendWithin(manager: EntityManager, records: readonly LogRecord[]): Promise<() => Promise<void>> {
    for (const { topic } of records) this.partitionsOf(topic);
    return this.outbox.write(manager, records);
  }

  async subscribe(group: string, topics: readonly string[], onBatch: OnBatch): Promise<Subscription> {
    const { kafka } = this;
    const { sessionMilliseconds } = this.options;
    const assignment = new Assignment(this.dataSource, this.view, group);
    const consumer = new GroupConsumer({ kafka, sessionMilliseconds }, group, topics, assignment, onBatch);
    this.consumers.set(consumer, assignment);
    await consumer.start();
    return {
      stop: async () => {
        if (this.consumers.delete(consumer)) await consumer.stop();
      },
    };
  }

  async lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
    const lags: PartitionLag[] = [];
    // Positions may be left of message types that are no more.
    for (const topic of topics.filter((name) => this.partitions.has(name))) {
      for (const { partition, position, start, end } of await standings(this.dataSource, this.view, group, topic))
        lags.push({ topic, partition, position: Math.max(position, start), end });
    }
    return lags;
  }

  async extents(topic: string): Promise<readonly Extent[]> {
    if (!this.partitions.has(topic)) return [];
    return this.view.extents(topic).catch(notReadable);
  }

  async read(
    topic: string,
    partition: number,
    fromOffset: number,
    bounds: ReadBounds,
  ): Promise<readonly DatedRecord[]> {
    if (!this.partitions.has(topic)) return [];
    return this.reader.read({ topic, partition }, fromOffset, bounds).catch(notReadable);
  }

  async offsetAt(topic: string, partition: number, time: Date): Promise<number> {
    if (!this.partitions.has(topic)) return 0;
    return this.view.offsetAt(topic, partition, time).catch(notReadable);
  }

  /** Undefined when the brokers answer and every partition of ours is handled; else what is wrong. */
  async look(): Promise<string | undefined> {
    try {
      await this.view.check();
    } catch (error) {
      return `the brokers do not answer, so nothing can be taken in or told: ${(error as Error).message}`;
    }
    return [...this.consumers.values()].flatMap(({ losses }) => losses).join('; ') || undefined;
  }

  /** Finishes the batches in hand, leaves the groups, and lets what is on its way arrive. */
  async close(): Promise<void> {
    const consumers = [...this.consumers.keys()];
    this.consumers.clear();
    await Promise.all(consumers.map((consumer) => consumer.stop()));
    await within(CLOSE_WITHIN, this.relay.stop());
    await within(CLOSE_WITHIN, this.queue.idle());
    await within(CLOSE_WITHIN, Promise.all([this.producer.disconnect(), this.view.close(), this.reader.close()]));
  }

  /** Bytes of the largest record that fits. */
  private get largest(): number {
    return this.options.topics.maxMessageBytes - BATCH_OVERHEAD;
  }

  private unsendable({ size }: OutgoingMessage): string | undefined {
    if (size <= this.largest) return undefined;
    return `the message takes ${size} bytes, the log takes at most ${this.largest}`;
  }

  private async send(messages: readonly OutgoingMessage[]): Promise<void> {
    await this.queue.append(messages);
    this.appended(messages.map(({ record }) => record));
  }

  private encode(record: LogRecord): OutgoingMessage {
    return kafkaMessage(record, partitionOf(record.envelope.key, this.partitionsOf(record.topic)));
  }

  private partitionsOf(topic: string): number {
    const partitions = this.partitions.get(topic);
    if (!partitions) throw new Error(`the log has no topic ${topic}; add its message type to messageTypes`);
    return partitions;
  }

  private async checkPositions(topics: readonly TopicSpec[]): Promise<void> {
    const names = new Set(topics.map(({ topic }) => topic));
    const mistakes: string[] = [];
    for (const { group, topic } of await begunTopics(this.dataSource.manager)) {
      if (!names.has(topic)) continue;
      const found = await standings(this.dataSource, this.view, group, topic);
      mistakes.push(...found.flatMap((standing) => lostPosition(standing) ?? []));
    }
    if (mistakes.length > 0)
      throw new BusBootError(`The log is not the one that was read:\n  ${mistakes.join('\n  ')}`);
  }
}

function notReadable(cause: Error): never {
  throw new Problem('log-unavailable', 'The brokers do not let us read; see the log of this process.', {
    cause,
    retryAfterSeconds: 5,
  });
}

/** The brokers' own word, wherever kafkajs and we have wrapped it. */
function isTooLarge(error: unknown): boolean {
  for (let one = error, depth = 0; one instanceof Error && depth < 6; one = one.cause, depth++)
    if ((one as { type?: unknown }).type === 'MESSAGE_TOO_LARGE') return true;
  return false;
}
