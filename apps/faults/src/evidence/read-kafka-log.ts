import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, type KafkaMessage } from 'kafkajs';
import { messageTypes } from '#libs/contracts';
import type { Logged } from './evidence.js';
import { logged, POISON_MARK, TOPIC_PREFIX } from './logged.js';

const WITHIN_MS = 30_000;

/** Every record of every topic of ours, by a client of our own. */
export async function readKafkaLog(broker: string): Promise<Logged[]> {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  const left = await ends(kafka);
  const log: Logged[] = [];
  if (left.size === 0) return log;
  const consumer = kafka.consumer({ groupId: `faults-${randomUUID()}` });
  const timeout = AbortSignal.timeout(WITHIN_MS);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: topics(), fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      timeout.addEventListener('abort', () => reject(new Error(`the log could not be read in ${WITHIN_MS} ms`)));
      const each = async (topic: string, partition: number, messages: readonly KafkaMessage[]): Promise<void> => {
        const place = `${topic}/${partition}`;
        for (const message of messages) log.push(recordOf(topic, partition, message));
        if (Number(messages.at(-1)?.offset ?? -1) + 1 >= (left.get(place) ?? 0)) left.delete(place);
        if (left.size === 0) resolve();
      };
      consumer.run({ eachBatch: ({ batch }) => each(batch.topic, batch.partition, batch.messages) }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return log;
}

function topics(): string[] {
  return messageTypes.map(({ name }) => TOPIC_PREFIX + name);
}

/** Where partitions that hold anything end. */
async function ends(kafka: Kafka): Promise<Map<string, number>> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const found = await Promise.all(
      topics().map(async (topic) =>
        (await admin.fetchTopicOffsets(topic)).map(
          ({ partition, high, low }) => [`${topic}/${partition}`, Number(high), Number(low)] as const,
        ),
      ),
    );
    return new Map(found.flat().flatMap(([place, high, low]) => (high > low ? [[place, high]] : [])));
  } finally {
    await admin.disconnect();
  }
}

function recordOf(topic: string, partition: number, { offset, key, value, headers }: KafkaMessage): Logged {
  const header = (name: string): string | undefined => headers?.[name]?.toString();
  return logged(
    { type: topic.slice(TOPIC_PREFIX.length), partition, offset: Number(offset) },
    { id: header('ce_id') ?? '', key: key?.toString() ?? '', sequence: Number(header('ce_sequence') ?? 0) },
    value?.toString() ?? '',
    header(POISON_MARK),
  );
}
