import { Kafka, logLevel, type EachBatchPayload } from 'kafkajs';
import type { EventReceived } from '#libs/contracts';
import type { Contender } from './contender-options.js';
import { ByHandStore, type Outgoing } from './by-hand-store.js';
import { CONCURRENTLY, EVENT_TOPIC } from './line-event.js';
import type { Meter } from './meter.js';
import { PEER_TOPICS } from './peer-tables.js';

const BATCH = 500;

/** What a careful hand writes in Node: kafkajs batches, one transaction of multi-row inserts for 500, an outbox. */
export const byHand: Contender = async ({ broker, databaseUrl, group }, meter) => {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.ERROR });
  const store = await ByHandStore.open(databaseUrl, CONCURRENTLY);
  const producer = kafka.producer({ idempotent: false, maxInFlightRequests: 1 });
  await producer.connect();
  let turn: Promise<unknown> = Promise.resolve();
  /** One send at a time: else the order could change between them. */
  const publish = async (rows: readonly Outgoing[]): Promise<void> => {
    const messages = rows.map(({ id, payload }) => ({ key: id, value: payload }));
    const sent = turn.then(() => producer.send({ topic: PEER_TOPICS.byHand, acks: -1, messages }));
    turn = sent.catch(() => undefined);
    await sent;
    await store.markPublished(rows);
  };
  // What was committed before a crash and not said is said first.
  for (let rows = await store.pending(BATCH); rows.length > 0; rows = await store.pending(BATCH)) await publish(rows);

  const consumer = kafka.consumer({ groupId: group, maxBytesPerPartition: 4 * 1024 * 1024 });
  await consumer.connect();
  await consumer.subscribe({ topics: [EVENT_TOPIC], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: CONCURRENTLY,
    eachBatch: (payload) => eachBatch(payload, { store, publish, meter }),
  });
  return async () => {
    await consumer.disconnect();
    await producer.disconnect();
    await store.close();
  };
};

interface Parts {
  readonly store: ByHandStore;
  readonly publish: (rows: readonly Outgoing[]) => Promise<void>;
  readonly meter: Meter;
}

async function eachBatch(payload: EachBatchPayload, { store, publish, meter }: Parts): Promise<void> {
  const { topic, partition, messages } = payload.batch;
  for (let at = 0; at < messages.length && payload.isRunning() && !payload.isStale(); at += BATCH) {
    const part = messages.slice(at, at + BATCH);
    meter.taken();
    const events = part.map(({ value }) => JSON.parse(String(value)) as EventReceived);
    const rows = await store.write(events, () => meter.turn());
    if (rows.length > 0) await publish(rows);
    const last = part.at(-1)?.offset ?? '0';
    payload.resolveOffset(last);
    await payload.commitOffsetsIfNecessary({
      topics: [{ topic, partitions: [{ partition, offset: String(BigInt(last) + 1n) }] }],
    });
    meter.finished(part.length);
    await payload.heartbeat();
  }
}
