import { Logger } from '@nestjs/common';
import type { Consumer } from 'kafkajs';

/** Often enough for who looks at the lag from outside; one request for all partitions instead of one for every batch. */
const TELL_EVERY = 1_000;

/**
 * Tells the brokers how far the group has come, for those who watch it with Kafka's tools. Nothing rests on it: where a member
 * begins stands in the database, so that a failure here, or a second that is not told any more, costs nothing.
 */
export class ToldOffsets {
  private readonly log = new Logger(ToldOffsets.name);
  private readonly untold = new Map<string, { topic: string; partition: number; offset: string }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly consumer: Pick<Consumer, 'commitOffsets'>) {}

  /** @param next the offset that the group will handle next */
  note(topic: string, partition: number, next: number): void {
    this.untold.set(`${topic}/${partition}`, { topic, partition, offset: String(next) });
    this.timer ??= setTimeout(() => void this.tell(), TELL_EVERY).unref();
  }

  /** Tells at once what is not told yet. Never rejects. */
  async tell(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const offsets = [...this.untold.values()];
    this.untold.clear();
    if (offsets.length === 0) return;
    await this.consumer
      .commitOffsets(offsets)
      .catch((error: Error) => this.log.debug?.({ err: error }, 'the offsets were not told to the brokers'));
  }
}
