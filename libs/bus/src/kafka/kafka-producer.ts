import type { Kafka, Producer } from 'kafkajs';
import { RETRY } from './kafka-client.js';
import type { OutgoingMessage } from './kafka-message.js';
import { EncodedMessages } from './wire/encoded-messages.js';

/** Longer than a broker needs to copy a batch, and short enough for whoever waits. */
const ACKNOWLEDGE_WITHIN = 10_000;
const ALL_COPIES = -1;

/**
 * Not idempotent: sends of kafkajs's idempotent producer that meet each other are lost (tulios/kafkajs#1005). Repeats, which
 * it would prevent, are harmless to us.
 */
export function kafkaProducer(kafka: Kafka): Producer {
  return kafka.producer({
    allowAutoTopicCreation: false,
    idempotent: false,
    retry: RETRY,
    // Ours, so that a key has the same partition here as in the embedded log, whatever the brokers tell of partitions.
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition as number,
  });
}

/** Resolves when every copy that must have them has them. */
export async function sendBatch(producer: Producer, batch: readonly OutgoingMessage[]): Promise<void> {
  const byTopic = new Map<string, Map<number, EncodedMessages>>();
  for (const { record, partition, tail } of batch) {
    const byPartition = byTopic.get(record.topic) ?? new Map<number, EncodedMessages>();
    byTopic.set(record.topic, byPartition);
    const messages = byPartition.get(partition) ?? new EncodedMessages(partition);
    byPartition.set(partition, messages);
    messages.tails.push(tail);
  }
  await producer.sendBatch({
    acks: ALL_COPIES,
    timeout: ACKNOWLEDGE_WITHIN,
    topicMessages: [...byTopic].map(([topic, byPartition]) => ({ topic, messages: [...byPartition.values()] })),
  });
}
