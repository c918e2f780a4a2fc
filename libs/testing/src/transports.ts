import { Kafka, logLevel } from 'kafkajs';
import type { DataSource } from 'typeorm';
import type { Transport } from '#libs/bus';
import { EmbeddedTransport } from '../../bus/src/embedded/embedded.transport.js';
import type { KafkaOptions } from '../../bus/src/kafka/kafka-options.js';
import { KafkaTransport } from '../../bus/src/kafka/kafka.transport.js';
import type { TestDatabase } from './database.js';

interface Removal {
  readonly topic: string;
  readonly partition: number;
  readonly before: number;
}

/** A transport on a kind of database, for `describe.each`. */
export interface TestTransport {
  readonly name: string;
  readonly database: TestDatabase;
  open(dataSource: DataSource): Transport;
  /** Removes what stands before the offset, as retention does. */
  remove(dataSource: DataSource, place: Removal): Promise<void>;
}

/** The embedded log on each database, and the brokers with each, where there are any. */
export function testTransports(
  databases: readonly TestDatabase[],
  brokers: readonly string[] | undefined,
): TestTransport[] {
  const embedded = databases.map((database) => ({
    name: `the embedded log on ${database.name}`,
    database,
    open: (dataSource: DataSource) => new EmbeddedTransport(dataSource),
    remove: async (dataSource: DataSource, { topic, partition, before }: Removal) => {
      const where = 'topic = ? AND log_partition = ? AND log_offset < ?';
      await dataSource.query(`DELETE FROM bus_log WHERE ${where}`, [topic, partition, before]);
    },
  }));
  if (!brokers) return embedded;
  const kafka = databases.map((database) => ({
    name: `Kafka and ${database.name}`,
    database,
    open: (dataSource: DataSource) => new KafkaTransport(dataSource, testKafkaOptions(brokers)),
    remove: (_dataSource: DataSource, place: Removal) => removeFromKafka(brokers, place),
  }));
  return [...embedded, ...kafka];
}

/** For brokers that stand alone; members that die are noticed soon. */
export function testKafkaOptions(brokers: readonly string[]): KafkaOptions {
  const topics = { replication: 1, minInsync: 1, retentionMilliseconds: 86_400_000, maxMessageBytes: 2 * 1024 * 1024 };
  return { brokers, clientId: 'test', tls: false, sessionMilliseconds: 3_000, topics };
}

async function removeFromKafka(brokers: readonly string[], { topic, partition, before }: Removal): Promise<void> {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  // kafkajs deletes only in topics that it has looked at before.
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(before) }] });
  await admin.disconnect();
}
