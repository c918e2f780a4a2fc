import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';

/** Partitions of a topic that has just been made have no leader for a moment, which kafkajs does not wait for. */
const NOT_YET = new Set(['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION']);
const LOOKS = 25;
const LOOK_AGAIN_MILLISECONDS = 200;

/** Where a partition of the log begins and ends. */
export interface Extent {
  readonly partition: number;
  /** The oldest offset that is still there. */
  readonly start: number;
  /** The offset that the next record will get. */
  readonly end: number;
}

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
    const found = await this.offsets(topic);
    return found
      .map(({ partition, low, high }) => ({ partition, start: Number(low), end: Number(high) }))
      .toSorted((a, b) => a.partition - b.partition);
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

  private async offsets(topic: string): ReturnType<Admin['fetchTopicOffsets']> {
    for (let look = 1; ; look++) {
      try {
        return await (await this.admin()).fetchTopicOffsets(topic);
      } catch (error) {
        if (look === LOOKS || !isNotYet(error)) throw error;
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
