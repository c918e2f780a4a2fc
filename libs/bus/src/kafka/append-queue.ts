import { Problem } from '#libs/runtime';
import type { OutgoingMessage } from './kafka-message.js';

interface Entry {
  left: number;
  failed: boolean;
  resolve(): void;
  reject(error: Error): void;
}

interface Waiting {
  readonly entry: Entry;
  readonly outgoing: OutgoingMessage;
}

export interface AppendBounds {
  /** Of one send to one partition: Kafka takes it as one batch and holds it against max.message.bytes. */
  readonly partitionBytes: number;
  /** Of one send. */
  readonly sendBytes: number;
  /** Of all that waits; beyond it, appends are refused at once. */
  readonly waitingBytes: number;
}

/**
 * Appends in the order in which they are asked for, one awaited send at a time: two sends side by side can change places when
 * one of them is repeated. What is asked for while a send is under way goes with the next.
 */
export class AppendQueue {
  private readonly waiting: Waiting[] = [];
  private waitingBytes = 0;
  private draining = false;
  private drained: Promise<void> = Promise.resolve();

  constructor(
    private readonly send: (batch: readonly OutgoingMessage[]) => Promise<void>,
    private readonly bounds: AppendBounds,
  ) {}

  /** Resolves when the log has all of them. Rejects with `log-unavailable`; then it may have some. */
  append(messages: readonly OutgoingMessage[]): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    const bytes = messages.reduce((sum, { size }) => sum + size, 0);
    if (this.waitingBytes > 0 && this.waitingBytes + bytes > this.bounds.waitingBytes)
      return Promise.reject(unavailable('More is waiting for the brokers than this process can hold.'));
    this.waitingBytes += bytes;
    const appended = new Promise<void>((resolve, reject) => {
      const entry = { left: messages.length, failed: false, resolve, reject };
      for (const outgoing of messages) this.waiting.push({ entry, outgoing });
    });
    if (!this.draining) {
      this.draining = true;
      this.drained = this.drain();
    }
    return appended;
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    await this.drained;
  }

  private async drain(): Promise<void> {
    // Let those who ask in the same moment come along.
    await Promise.resolve();
    for (let batch = this.next(); batch.length > 0; batch = this.next()) {
      try {
        await this.send(batch.map(({ outgoing }) => outgoing));
        for (const { entry } of batch) if (--entry.left === 0) entry.resolve();
      } catch (cause) {
        for (const { entry } of batch) {
          // The rest of an entry is not sent: it would appear before what has failed.
          entry.failed = true;
          entry.reject(unavailable('The brokers do not take it; see the log of this process.', cause));
        }
      }
    }
    // In the same breath as the look that found nothing: an append after it must find nobody at work.
    this.draining = false;
  }

  private next(): Waiting[] {
    const batch: Waiting[] = [];
    const byPartition = new Map<string, number>();
    let total = 0;
    let taken = 0;
    for (const one of this.waiting) {
      const { record, partition, size } = one.outgoing;
      if (!one.entry.failed) {
        const place = `${record.topic}/${partition}`;
        const filled = (byPartition.get(place) ?? 0) + size;
        total += size;
        const full = filled > this.bounds.partitionBytes || total > this.bounds.sendBytes;
        if (full && batch.length > 0) break;
        byPartition.set(place, filled);
        batch.push(one);
      }
      this.waitingBytes -= size;
      taken++;
    }
    this.waiting.splice(0, taken);
    return batch;
  }
}

function unavailable(detail: string, cause?: unknown): Problem {
  return new Problem('log-unavailable', detail, { cause, retryAfterSeconds: 5 });
}
