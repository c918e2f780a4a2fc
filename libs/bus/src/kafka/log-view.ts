import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';
import type { Extent } from '../transport.js';

/** Partitions of a topic that has just been made have no leader for a moment, which kafkajs does not wait for. */
const NOT_YET = new Set(['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION']);
const LOOKS = 25;
const LOOK_AGAIN_MILLISECONDS = 200;

/** Looking at the log through one connection, made when it is first needed. */
export class LogView {
  private connecting: Promise<Admin> | undefined;
  private checking: Promise<void> | undefined;

  constructor(private readonly kafka: Kafka) {}

  /** Rejects when no broker can be reached; the next call tries again. */
  async admin(): Promise<Admin> {
    this.connecting ??= this.connect();
    return this.connecting;
  }

  async extents(topic: string): Promise<Extent[]> {
    const found = await this.patiently((admin) => admin.fetchTopicOffsets(topic));
    return found
      .map(({ partition, low, high }) => ({ partition, start: Number(low), end: Number(high) }))
      .toSorted((a, b) => a.partition - b.partition);
  }

  /** The first offset of that time or later; the end where there is none. */
  async offsetAt(topic: string, partition: number, time: Date): Promise<number> {
    const found = await this.patiently((admin) => admin.fetchTopicOffsetsByTimestamp(topic, time.getTime()));
    return Number(found.find((one) => one.partition === partition)?.offset ?? 0);
  }

  /** Rejects when the brokers do not answer. Asked again while it waits, it gives the answer that is under way. */
  check(): Promise<void> {
    this.checking ??= this.ask().finally(() => (this.checking = undefined));
    return this.checking;
  }

  async close(): Promise<void> {
    const admin = await this.connecting?.catch(() => undefined);
    await admin?.disconnect();
  }

  private async patiently<T>(look: (admin: Admin) => Promise<T>): Promise<T> {
    for (let looks = 1; ; looks++) {
      try {
        return await look(await this.admin());
      } catch (error) {
        if (looks === LOOKS || !isNotYet(error)) throw error;
        await sleep(LOOK_AGAIN_MILLISECONDS);
      }
    }
  }

  private async ask(): Promise<void> {
    await (await this.admin()).describeCluster();
  }

  private async connect(): Promise<Admin> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      return admin;
    } catch (error) {
      this.connecting = undefined;
      await admin.disconnect().catch(() => undefined);
      throw error;
    }
  }
}

/** kafkajs wraps what it has tried several times. */
function isNotYet(error: unknown): boolean {
  const { type, cause } = error as { type?: string; cause?: { type?: string } };
  return NOT_YET.has(type ?? cause?.type ?? '');
}
