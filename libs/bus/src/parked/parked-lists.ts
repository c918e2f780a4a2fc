import type { EntityManager } from 'typeorm';
import { readTime } from '#libs/store';
import { keyRow } from './parked-table.js';
import type { ParkedAt, ParkedKeyRow, ParkedState } from './parked-key-row.entity.js';

/** A parked key as an operator sees it. */
export interface ParkedKeyView extends ParkedKeyRow {
  /** How many messages wait. */
  readonly messages: number;
  /** When the one that waits longest was parked; null where the key is held and nothing has come. */
  readonly oldestAt: Date | null;
}

export interface ParkedMessageView {
  readonly place: number;
  readonly messageId: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly parkedAt: Date;
  readonly deadLetterId: string | null;
  readonly replayId: string | null;
}

export async function listKeys(
  manager: EntityManager,
  filter: {
    group?: string;
    state?: ParkedState;
    key?: string;
    after?: ParkedAt;
    limit: number;
  },
): Promise<ParkedKeyView[]> {
  const conditions: string[] = [];
  const values: unknown[] = [];
  const add = (condition: string, ...some: unknown[]): void => {
    conditions.push(condition);
    values.push(...some);
  };
  if (filter.group !== undefined) add('k.consumer_group = ?', filter.group);
  if (filter.state !== undefined) add('k.state = ?', filter.state);
  if (filter.key !== undefined) add('k.message_key = ?', filter.key);
  if (filter.after) {
    const { group, topic, key } = filter.after;
    add(
      '(k.consumer_group > ? OR (k.consumer_group = ? AND (k.message_key > ? OR (k.message_key = ? AND k.topic > ?))))',
      group,
      group,
      key,
      key,
      topic,
    );
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const waiting =
    'FROM bus_parked p WHERE p.consumer_group = k.consumer_group AND p.topic = k.topic AND p.message_key = k.message_key';
  const rows = (await manager.query(
    `SELECT k.*, (SELECT COUNT(*) ${waiting}) AS messages,
       (SELECT p.parked_at ${waiting} ORDER BY p.place LIMIT 1) AS oldest_at
     FROM bus_parked_key k ${where} ORDER BY k.consumer_group, k.message_key, k.topic LIMIT ?`,
    [...values, filter.limit],
  )) as Record<string, unknown>[];
  return rows.map((raw) => ({
    ...keyRow(raw),
    messages: Number(raw.messages),
    oldestAt: raw.oldest_at === null ? null : readTime(raw.oldest_at),
  }));
}

export async function listMessages(
  manager: EntityManager,
  { group, key }: { group: string; key: string },
  { after = 0, limit }: { after?: number; limit: number },
): Promise<ParkedMessageView[]> {
  const rows = (await manager.query(
    `SELECT place, message_id, topic, log_partition, log_offset, parked_at, dead_letter_id, replay_id FROM bus_parked
     WHERE consumer_group = ? AND message_key = ? AND place > ? ORDER BY place LIMIT ?`,
    [group, key, after, limit],
  )) as Record<string, unknown>[];
  return rows.map((raw) => ({
    place: Number(raw.place),
    messageId: raw.message_id as string,
    topic: raw.topic as string,
    partition: Number(raw.log_partition),
    offset: Number(raw.log_offset),
    parkedAt: readTime(raw.parked_at),
    deadLetterId: raw.dead_letter_id as string | null,
    replayId: raw.replay_id as string | null,
  }));
}
