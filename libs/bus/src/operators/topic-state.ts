import type { Extent } from '../transport.js';
import type { PauseRow } from './pause-row.entity.js';

/** A partition of a topic, and how much it is given. */
export interface PartitionState extends Extent {
  /** Records a second over the last minute. */
  readonly perSecond: number;
}

/** How far a group has come in one partition. */
export interface GroupPartitionState {
  readonly partition: number;
  /** The next offset that the group will handle. */
  readonly position: number;
  readonly lag: number;
  /** When the record at the position was appended; absent where nothing waits. */
  readonly oldestAt?: Date;
}

export interface GroupState {
  readonly group: string;
  readonly lag: number;
  /** The oldest of all partitions. */
  readonly oldestAt?: Date;
  readonly paused?: PauseRow;
  readonly partitions: readonly GroupPartitionState[];
}

/** A topic with all who write into it and read it, in numbers. */
export interface TopicState {
  readonly topic: string;
  readonly perSecond: number;
  readonly partitions: readonly PartitionState[];
  readonly groups: readonly GroupState[];
}
