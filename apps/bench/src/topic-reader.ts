import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

/** A record that was found, and where. */
export interface Found {
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
}

/** Looks at the log past all that is measured. */
export class TopicReader {
  private readonly kafka: Kafka;
  private readonly seen = new Map<string, number[]>();

  constructor(broker: string) {
    this.kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  }

  async makeTopics(topics: readonly string[], numPartitions: number): Promise<void> {
    await this.administer((admin) =>
      admin.createTopics({
        topics: topics.map((topic) => ({ topic, numPartitions, replicationFactor: 1 })),
        waitForLeaders: true,
      }),
    );
  }

  /** What the topic holds that was not read before. */
  async readNew(topic: string): Promise<readonly Found[]> {
    const ends = await this.endsOf(topic);
    const from = this.seen.get(topic) ?? [];
    const found: Found[] = [];
    let missing = ends.reduce((sum, end, partition) => sum + end - (from[partition] ?? 0), 0);
    this.seen.set(topic, ends);
    if (missing === 0) return found;
    const consumer = this.kafka.consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: 100 });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await new Promise<void>((resolve, reject) => {
        consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
        const eachBatch = async ({ batch: { partition, messages } }: Batch): Promise<void> => {
          for (const message of messages) {
            const offset = Number(message.offset);
            if (offset < (from[partition] ?? 0) || offset >= (ends[partition] ?? 0)) continue;
            found.push({ partition, offset, value: String(message.value) });
            missing--;
          }
          if (missing === 0) resolve();
        };
        consumer.run({ autoCommit: false, eachBatch }).catch(reject);
      });
      return found;
    } finally {
      await consumer.disconnect();
    }
  }

  /** Records that the topics have had. */
  async count(topics: readonly string[]): Promise<number> {
    const ends = await Promise.all(topics.map((topic) => this.endsOf(topic)));
    return ends.flat().reduce((sum, end) => sum + end, 0);
  }

  private async endsOf(topic: string): Promise<number[]> {
    const offsets = await this.administer((admin) => admin.fetchTopicOffsets(topic));
    const ends: number[] = [];
    for (const { partition, high } of offsets) ends[partition] = Number(high);
    return ends;
  }

  private async administer<T>(act: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await act(admin);
    } finally {
      await admin.disconnect();
    }
  }
}

interface Batch {
  readonly batch: {
    readonly partition: number;
    readonly messages: readonly { offset: string; value: Buffer | null }[];
  };
}
