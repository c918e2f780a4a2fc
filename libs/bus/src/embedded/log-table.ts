import type { EntityManager } from 'typeorm';
import { forUpdate, insertRows, marks, readTime } from '#libs/store';
import type { DatedRecord, LogRecord } from '../envelope.js';
import { rowRecord } from './row-record.js';
import { partitionOf } from '../partition-of.js';
import type { ReadBounds } from '../transport.js';
import { LogRow } from './log-row.entity.js';
import { countWithin } from '../within-bytes.js';

interface Head {
  topic: string;
  log_partition: number;
  next_offset: number | string;
}

/**
 * Appends to the log inside the caller's transaction. The heads are locked until it ends, so that offsets are given in
 * commit order and a reader never passes over a record that is committed later.
 */
export async function appendRecords(
  manager: EntityManager,
  records: readonly LogRecord[],
  appendedAt: Date,
): Promise<void> {
  if (records.length === 0) return;
  const heads = await lockHeads(manager, [...new Set(records.map(({ topic }) => topic))]);
  const grown = new Set<Head>();
  const rows = records.map(({ topic, envelope, body }) => {
    const ofTopic = heads.get(topic);
    if (!ofTopic) throw new Error(`the log has no topic ${topic}; add its message type to messageTypes`);
    const head = ofTopic[partitionOf(envelope.key, ofTopic.length)] as Head;
    const offset = Number(head.next_offset);
    head.next_offset = offset + 1;
    grown.add(head);
    const text = JSON.stringify(envelope);
    return Object.assign(new LogRow(), {
      topic,
      partition: head.log_partition,
      offset,
      messageId: envelope.id,
      messageKey: envelope.key,
      size: Buffer.byteLength(body) + text.length,
      appendedAt,
      envelope: text,
      body,
    });
  });
  await insertRows(manager, LogRow, rows);
  for (const head of grown) {
    await manager.query('UPDATE bus_log_head SET next_offset = ? WHERE topic = ? AND log_partition = ?', [
      head.next_offset,
      head.topic,
      head.log_partition,
    ]);
  }
}

async function lockHeads(manager: EntityManager, topics: readonly string[]): Promise<Map<string, Head[]>> {
  const rows = (await manager.query(
    `SELECT topic, log_partition, next_offset FROM bus_log_head WHERE topic IN (${marks(topics)}) ORDER BY topic, log_partition ${forUpdate(manager)}`,
    [...topics],
  )) as Head[];
  const heads = new Map<string, Head[]>();
  for (const row of rows) heads.set(row.topic, [...(heads.get(row.topic) ?? []), row]);
  return heads;
}

/** The next records of a partition from `offset` on, at most `maxRecords` and about `maxBytes`; at least one, if there is any. */
export async function readRecords(
  manager: EntityManager,
  from: { topic: string; partition: number; offset: number },
  bounds: ReadBounds,
): Promise<DatedRecord[]> {
  const where = 'FROM bus_log WHERE topic = ? AND log_partition = ? AND log_offset >= ? ORDER BY log_offset LIMIT ?';
  const key = [from.topic, from.partition, from.offset];
  const sizes = (await manager.query(`SELECT size ${where}`, [...key, bounds.maxRecords])) as { size: number }[];
  const count = countWithin(sizes, bounds.maxBytes);
  if (count === 0) return [];
  const rows = (await manager.query(`SELECT log_offset, appended_at, envelope, body ${where}`, [...key, count])) as {
    log_offset: number | string;
    appended_at: unknown;
    envelope: string;
    body: string;
  }[];
  return rows.map((row) => ({
    ...rowRecord({ topic: from.topic, partition: from.partition, offset: Number(row.log_offset) }, row),
    appendedAt: readTime(row.appended_at),
  }));
}

/** The oldest offset that a partition still has; undefined when it has none. */
export async function readStart(manager: EntityManager, topic: string, partition: number): Promise<number | undefined> {
  const [row] = (await manager.query(
    'SELECT MIN(log_offset) AS oldest FROM bus_log WHERE topic = ? AND log_partition = ?',
    [topic, partition],
  )) as { oldest: number | string | null }[];
  return row?.oldest === null || row === undefined ? undefined : Number(row.oldest);
}

/** When the first record from `offset` on was appended. */
export async function readAppendedAt(
  manager: EntityManager,
  at: { topic: string; partition: number; offset: number },
): Promise<Date | undefined> {
  const [row] = (await manager.query(
    'SELECT appended_at FROM bus_log WHERE topic = ? AND log_partition = ? AND log_offset >= ? ORDER BY log_offset LIMIT 1',
    [at.topic, at.partition, at.offset],
  )) as { appended_at: unknown }[];
  return row && readTime(row.appended_at);
}

/** The offset that the next record of each partition will get. */
export async function readHeads(manager: EntityManager, topic: string): Promise<{ partition: number; end: number }[]> {
  const rows = (await manager.query(
    'SELECT log_partition, next_offset FROM bus_log_head WHERE topic = ? ORDER BY log_partition',
    [topic],
  )) as Head[];
  return rows.map((row) => ({ partition: Number(row.log_partition), end: Number(row.next_offset) }));
}
