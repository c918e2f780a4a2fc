import type { EntityManager } from 'typeorm';
import { dialectOf, forUpdate, marks } from '#libs/store';

/** Where a group stands in one partition. */
export interface Place {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

/** A group in a topic. */
export type GroupInTopic = Omit<Place, 'partition'>;

/** As the database gives it. */
interface PositionInTopic {
  log_partition: number;
  next_offset: number | string;
}

const IN_TOPIC = 'WHERE consumer_group = ? AND topic = ?';
const WHERE = `${IN_TOPIC} AND log_partition = ?`;

/**
 * The group's next offsets in these partitions, their rows locked until the transaction ends: the fence that lets only one of
 * two overlapping owners commit, since the second finds the position moved.
 */
export async function lockPositions(
  manager: EntityManager,
  { group, topic }: GroupInTopic,
  partitions: readonly number[],
): Promise<Map<number, number>> {
  // In one order everywhere. One row by its whole key is found by it without a doubt; of several, the optimizer has to be told.
  const sorted = partitions.toSorted((one, other) => one - other);
  const hint = sorted.length > 1 && dialectOf(manager) === 'mariadb' ? 'FORCE INDEX (PRIMARY)' : '';
  const rows = (await manager.query(
    `SELECT log_partition, next_offset FROM bus_position ${hint} ${IN_TOPIC} AND log_partition IN (${marks(sorted)})
     ORDER BY log_partition ${forUpdate(manager)}`,
    [group, topic, ...sorted],
  )) as PositionInTopic[];
  const positions = byPartition(rows);
  for (const partition of sorted) {
    if (positions.has(partition)) continue;
    await manager.query(
      'INSERT INTO bus_position (consumer_group, topic, log_partition, next_offset) VALUES (?, ?, ?, 0)',
      [group, topic, partition],
    );
    positions.set(partition, 0);
  }
  return positions;
}

/** @param nextOffsets by partition; at least one */
export async function movePositions(
  manager: EntityManager,
  { group, topic }: GroupInTopic,
  nextOffsets: ReadonlyMap<number, number>,
): Promise<void> {
  const partitions = [...nextOffsets.keys()];
  await manager.query(
    `UPDATE bus_position SET next_offset = CASE log_partition ${partitions.map(() => 'WHEN ? THEN ?').join(' ')} END
     ${IN_TOPIC} AND log_partition IN (${marks(partitions)})`,
    [...[...nextOffsets].flat(), group, topic, ...partitions],
  );
}

/** Without a lock, for a consumer that starts and for lag. 0 where the group has not begun. */
export async function readPosition(manager: EntityManager, place: Place): Promise<number> {
  const rows = (await manager.query(`SELECT next_offset FROM bus_position ${WHERE}`, keyOf(place))) as {
    next_offset: number | string;
  }[];
  return Number(rows[0]?.next_offset ?? 0);
}

/** Of every partition of the topic that the group has begun. Without a lock. */
export async function positionsIn(
  manager: EntityManager,
  { group, topic }: GroupInTopic,
): Promise<ReadonlyMap<number, number>> {
  const rows = (await manager.query(`SELECT log_partition, next_offset FROM bus_position ${IN_TOPIC}`, [
    group,
    topic,
  ])) as PositionInTopic[];
  return byPartition(rows);
}

/** What groups of any process on this database have begun to hear. */
export async function begunTopics(manager: EntityManager): Promise<{ group: string; topic: string }[]> {
  const rows = (await manager.query('SELECT DISTINCT consumer_group, topic FROM bus_position')) as {
    consumer_group: string;
    topic: string;
  }[];
  return rows.map(({ consumer_group: group, topic }) => ({ group, topic }));
}

function byPartition(rows: readonly PositionInTopic[]): Map<number, number> {
  return new Map(rows.map((row) => [Number(row.log_partition), Number(row.next_offset)]));
}

function keyOf(place: Place): [string, string, number] {
  return [place.group, place.topic, place.partition];
}

/** Where every group stands that has begun. */
export async function allPositions(manager: EntityManager): Promise<(Place & { readonly position: number })[]> {
  const rows = (await manager.query('SELECT consumer_group, topic, log_partition, next_offset FROM bus_position')) as {
    consumer_group: string;
    topic: string;
    log_partition: number;
    next_offset: number | string;
  }[];
  return rows.map((row) => ({
    group: row.consumer_group,
    topic: row.topic,
    partition: Number(row.log_partition),
    position: Number(row.next_offset),
  }));
}
