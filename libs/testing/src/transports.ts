import type { DataSource } from 'typeorm';
import type { Transport } from '#libs/bus';
import { EmbeddedTransport } from '../../bus/src/embedded/embedded.transport.js';
import type { KafkaOptions } from '../../bus/src/kafka/kafka-options.js';
import { KafkaTransport } from '../../bus/src/kafka/kafka.transport.js';
import type { TestDatabase } from './database.js';

/** A transport on a kind of database, for `describe.each`. */
export interface TestTransport {
  readonly name: string;
  readonly database: TestDatabase;
  open(dataSource: DataSource): Transport;
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
  }));
  if (!brokers) return embedded;
  const kafka = databases.map((database) => ({
    name: `Kafka and ${database.name}`,
    database,
    open: (dataSource: DataSource) => new KafkaTransport(dataSource, testKafkaOptions(brokers)),
  }));
  return [...embedded, ...kafka];
}

/** For brokers that stand alone; members that die are noticed soon. */
export function testKafkaOptions(brokers: readonly string[]): KafkaOptions {
  const topics = { replication: 1, minInsync: 1, retentionMilliseconds: 86_400_000, maxMessageBytes: 2 * 1024 * 1024 };
  return { brokers, clientId: 'test', tls: false, sessionMilliseconds: 3_000, topics };
}
