import type { EntityManager } from 'typeorm';
import { forUpdate } from '#libs/store';

/** Where a group stands in one partition. */
export interface Place {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

const WHERE = 'WHERE consumer_group = ? AND topic = ? AND log_partition = ?';

/**
 * The group's next offset, its row locked until the transaction ends: the fence that lets only one of two overlapping owners
 * commit, since the second finds the position moved.
 */
export async function lockPosition(manager: EntityManager, place: Place): Promise<number> {
  const rows = (await manager.query(
    `SELECT next_offset FROM bus_position ${WHERE} ${forUpdate(manager)}`,
    keyOf(place),
  )) as { next_offset: number | string }[];
  if (rows[0]) return Number(rows[0].next_offset);
  await manager.query(
    'INSERT INTO bus_position (consumer_group, topic, log_partition, next_offset) VALUES (?, ?, ?, 0)',
    keyOf(place),
  );
  return 0;
}

export async function movePosition(manager: EntityManager, place: Place, nextOffset: number): Promise<void> {
  await manager.query(`UPDATE bus_position SET next_offset = ? ${WHERE}`, [nextOffset, ...keyOf(place)]);
}

/** Without a lock, for a consumer that starts and for lag. 0 where the group has not begun. */
export async function readPosition(manager: EntityManager, place: Place): Promise<number> {
  const rows = (await manager.query(`SELECT next_offset FROM bus_position ${WHERE}`, keyOf(place))) as {
    next_offset: number | string;
  }[];
  return Number(rows[0]?.next_offset ?? 0);
}

/** What groups of any process on this database have begun to hear. */
export async function begunTopics(manager: EntityManager): Promise<{ group: string; topic: string }[]> {
  const rows = (await manager.query('SELECT DISTINCT consumer_group, topic FROM bus_position')) as {
    consumer_group: string;
    topic: string;
  }[];
  return rows.map(({ consumer_group: group, topic }) => ({ group, topic }));
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
