import { afterAll } from 'vitest';
import { inTransaction } from '#libs/store';
import { sharedKafka, testDatabases, transportContract, type TransportPlace } from '#libs/testing';
import { busSchema } from './bus-schema.js';
import { lockPosition, movePosition } from './consumer/position.js';
import { EmbeddedTransport } from './embedded/embedded.transport.js';
import { KafkaTransport } from './kafka/kafka.transport.js';
import type { KafkaOptions } from './kafka/kafka-options.js';
import type { RecordBatch } from './transport.js';

/** As a consumer does, in the batch's transaction. */
async function storePosition({ dataSource }: TransportPlace, group: string, batch: RecordBatch): Promise<void> {
  const place = { group, topic: batch.topic, partition: batch.partition };
  await inTransaction(dataSource, async (manager) => {
    await lockPosition(manager, place);
    await movePosition(manager, place, (batch.records.at(-1)?.offset ?? -1) + 1);
  });
}

const brokers = await sharedKafka();
for (const database of await testDatabases()) {
  afterAll(() => database.drop());
  const openDatabase = () => database.open([busSchema]);
  const embedded = async (): Promise<TransportPlace> => {
    const dataSource = await openDatabase();
    const open = () => Promise.resolve(new EmbeddedTransport(dataSource));
    return { dataSource, open, close: () => dataSource.destroy() };
  };
  transportContract(`the embedded log on ${database.name}`, embedded, storePosition);
  if (!brokers) continue;
  const options: KafkaOptions = {
    brokers,
    clientId: 'contract',
    tls: false,
    sessionMilliseconds: 3_000,
    topics: { replication: 1, minInsync: 1, retentionMilliseconds: 86_400_000, maxMessageBytes: 2 * 1024 * 1024 },
  };
  const kafka = async (): Promise<TransportPlace> => {
    const dataSource = await openDatabase();
    const open = () => Promise.resolve(new KafkaTransport(dataSource, options));
    return { dataSource, open, close: () => dataSource.destroy() };
  };
  transportContract(`Kafka and ${database.name}`, kafka, storePosition);
}
