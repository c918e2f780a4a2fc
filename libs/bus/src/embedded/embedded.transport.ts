import { DataSource, type EntityManager } from 'typeorm';
import { Loop, Problem } from '#libs/runtime';
import { inTransaction, isDuplicate, isOutOfRoom } from '#libs/store';
import { positionsIn, readPosition } from '../consumer/position.js';
import type { DatedRecord, LogRecord } from '../envelope.js';
import { GroupPaused } from '../group-paused.js';
import {
  Transport,
  type Extent,
  type PartitionLag,
  type ReadBounds,
  type RecordBatch,
  type Subscription,
  type TopicSpec,
} from '../transport.js';
import { appendRecords, readAppendedAt, readHeads, readRecords, readStart } from './log-table.js';

const BATCH = { maxRecords: 1000, maxBytes: 4 * 1024 * 1024 };
/** A look without being woken, in case a signal was lost with a failed run. */
const IDLE_MILLISECONDS = 10_000;
const PAUSE_AFTER_FAILURE = 500;

/**
 * The log in the process's own database. An append within a unit of work is part of its transaction, so there is no outbox
 * and no relay: what is committed is said. Consumers sleep until an append of this process wakes them.
 */
export class EmbeddedTransport extends Transport {
  readonly kind = 'embedded';
  private readonly wakers = new Map<string, Set<Loop>>();
  private readonly subscriptions = new Set<Subscription>();

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async prepare(topics: readonly TopicSpec[]): Promise<void> {
    for (const { topic, partitions } of topics) {
      const present = (await readHeads(this.dataSource.manager, topic)).length;
      // Never fewer than there are: a key would change its partition, and its order would be lost.
      if (present > 0) continue;
      for (let partition = 0; partition < partitions; partition++) {
        await this.dataSource
          .query('INSERT INTO bus_log_head (topic, log_partition, next_offset) VALUES (?, ?, 0)', [topic, partition])
          .catch((error: unknown) => {
            if (!isDuplicate(error)) throw error;
          });
      }
    }
  }

  async append(records: readonly LogRecord[]): Promise<void> {
    try {
      const wake = await inTransaction(this.dataSource, (manager) => this.appendWithin(manager, records));
      await wake();
    } catch (cause) {
      const [detail, retryAfterSeconds] = isOutOfRoom(cause)
        ? ['The disk of the embedded log is full: nothing can be taken until there is room.', 30]
        : ['The embedded log could not be written; see the log of this process.', 5];
      throw new Problem('log-unavailable', detail, { cause, retryAfterSeconds });
    }
  }

  async appendWithin(manager: EntityManager, records: readonly LogRecord[]): Promise<() => Promise<void>> {
    await appendRecords(manager, records, new Date());
    const topics = new Set(records.map(({ topic }) => topic));
    return () => {
      this.appended(records);
      for (const topic of topics) for (const loop of this.wakers.get(topic) ?? []) loop.wake();
      return Promise.resolve();
    };
  }

  async subscribe(
    group: string,
    topics: readonly string[],
    onBatch: (batch: RecordBatch) => Promise<void>,
  ): Promise<Subscription> {
    const loops: Loop[] = [];
    for (const topic of topics) {
      for (const { partition } of await readHeads(this.dataSource.manager, topic)) {
        const loop = await this.consume({ group, topic, partition }, onBatch);
        loops.push(loop);
        this.wakers.set(topic, (this.wakers.get(topic) ?? new Set()).add(loop));
      }
    }
    const subscription: Subscription = {
      stop: async () => {
        this.subscriptions.delete(subscription);
        for (const waiting of this.wakers.values()) for (const loop of loops) waiting.delete(loop);
        await Promise.all(loops.map((loop) => loop.stop()));
      },
    };
    this.subscriptions.add(subscription);
    for (const loop of loops) loop.start();
    return subscription;
  }

  private async consume(
    place: { group: string; topic: string; partition: number },
    onBatch: (batch: RecordBatch) => Promise<void>,
  ): Promise<Loop> {
    const { topic, partition } = place;
    let offset = await readPosition(this.dataSource.manager, place);
    let resting: Promise<void> | undefined;
    const rest = ({ resumed }: GroupPaused): void => {
      resting = resumed.then(() => {
        resting = undefined;
        loop.wake();
      });
    };
    const turn = async (): Promise<number> => {
      // Asleep until it is woken: what an append says meanwhile need not be read.
      if (resting) return IDLE_MILLISECONDS;
      const records = await readRecords(this.dataSource.manager, { topic, partition, offset }, BATCH);
      const last = records.at(-1);
      if (!last) return IDLE_MILLISECONDS;
      try {
        await onBatch({ topic, partition, records, isStale: () => false });
      } catch (error) {
        if (!(error instanceof GroupPaused)) throw error;
        rest(error);
        return IDLE_MILLISECONDS;
      }
      offset = last.offset + 1;
      return 0;
    };
    const loop = new Loop(`bus ${place.group} ${topic}/${partition}`, turn, PAUSE_AFTER_FAILURE);
    return loop;
  }

  async lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]> {
    const lags: PartitionLag[] = [];
    for (const topic of topics) {
      const { manager } = this.dataSource;
      // Before the heads: what is handled between the two answers must not count as handled beyond the end.
      const positions = await positionsIn(manager, { group, topic });
      for (const { partition, end } of await readHeads(manager, topic)) {
        const stands = positions.get(partition) ?? 0;
        const start = stands < end ? ((await readStart(manager, topic, partition)) ?? end) : stands;
        lags.push({ topic, partition, end, position: Math.max(stands, start) });
      }
    }
    return lags;
  }

  async extents(topic: string): Promise<readonly Extent[]> {
    const { manager } = this.dataSource;
    const heads = await readHeads(manager, topic);
    return Promise.all(
      heads.map(async ({ partition, end }) => ({
        partition,
        start: (await readStart(manager, topic, partition)) ?? end,
        end,
      })),
    );
  }

  read(topic: string, partition: number, fromOffset: number, bounds: ReadBounds): Promise<readonly DatedRecord[]> {
    return readRecords(this.dataSource.manager, { topic, partition, offset: fromOffset }, bounds);
  }

  /** By halves: an index on the time would cost every append something, for a question that is seldom asked. */
  async offsetAt(topic: string, partition: number, time: Date): Promise<number> {
    const extent = (await this.extents(topic)).find((one) => one.partition === partition);
    if (!extent) return 0;
    let { start: low, end: high } = extent;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const appendedAt = await readAppendedAt(this.dataSource.manager, { topic, partition, offset: middle });
      if (appendedAt === undefined || appendedAt >= time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((subscription) => subscription.stop()));
  }
}
