import type { EntityManager } from 'typeorm';
import type { DatedRecord, LogRecord, StoredRecord } from './envelope.js';

/** What a consumer gets at once: records of one partition, in order. */
export interface RecordBatch {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly StoredRecord[];
  /** True when another member owns the partition by now, so that nothing more may be committed. */
  isStale(): boolean;
}

export interface Subscription {
  /** Ends after the batch in hand. */
  stop(): Promise<void>;
}

/** How far a group has come in one partition. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** The next offset that the group will handle: what is not there any more waits for nobody. */
  readonly position: number;
  /** The offset that the next record will get. */
  readonly end: number;
}

/** Where a partition of the log begins and ends. */
export interface Extent {
  readonly partition: number;
  /** The oldest offset that is still there; equal to `end` when none is. */
  readonly start: number;
  /** The offset that the next record will get. */
  readonly end: number;
}

/** What is read at once, at most; one record that is larger than `maxBytes` comes alone. */
export interface ReadBounds {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
}

/**
 * The durable, partitioned log. Two implementations, one contract suite: order per key, groups, redelivery after a crash,
 * positions after a restart, lag, reading.
 */
export abstract class Transport {
  abstract readonly kind: 'embedded' | 'kafka';
  /** Told what the log has taken, repeats included; for counting. */
  appended: (records: readonly LogRecord[]) => void = () => {};
  /** Makes the topics that are missing. */
  abstract prepare(topics: readonly TopicSpec[]): Promise<void>;
  /** Resolves when the log has the records durably; records of one key keep their order. Rejects with `log-unavailable`, or, having taken none, with `body-too-large`. */
  abstract append(records: readonly LogRecord[]): Promise<void>;
  /**
   * Says what a transaction says. Called inside it; the returned function is called after the commit. Embedded, the append
   * itself is part of the transaction; over Kafka, outbox rows are, and the records are published after the commit.
   */
  abstract appendWithin(manager: EntityManager, records: readonly LogRecord[]): Promise<() => Promise<void>>;
  /**
   * Hands batches to `onBatch`, one at a time per partition, from `positionOf`. The next batch of a partition follows when
   * the promise resolves; when it rejects, the same records come again after a pause, and when it rejects with GroupPaused,
   * once that is over. `onBatch` has stored the position.
   */
  abstract subscribe(
    group: string,
    topics: readonly string[],
    onBatch: (batch: RecordBatch) => Promise<void>,
  ): Promise<Subscription>;
  abstract lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]>;
  /** Of every partition, in their order; none of a topic that was never prepared. */
  abstract extents(topic: string): Promise<readonly Extent[]>;
  /**
   * Looks at the log from `fromOffset` on, without a group, and so without anybody else noticing; what is gone before it is
   * passed over. Empty at the end of the partition, and only there. Rejects with `log-unavailable`.
   */
  abstract read(
    topic: string,
    partition: number,
    fromOffset: number,
    bounds: ReadBounds,
  ): Promise<readonly DatedRecord[]>;
  /**
   * The offset of the first record that was appended at `time` or later, the end of the partition when there is none. Exact
   * as far as the clock that dated the records never went back.
   */
  abstract offsetAt(topic: string, partition: number, time: Date): Promise<number>;
  abstract close(): Promise<void>;
}
