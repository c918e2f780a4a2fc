import type { DataSource, EntityManager } from 'typeorm';
import { inStatement, insertRows, marks, readTime } from '#libs/store';
import type { Envelope, LogRecord } from '../envelope.js';
import type { OutgoingMessage } from '../kafka/kafka-message.js';
import { OutboxRow } from './outbox-row.entity.js';
import { countWithin } from '../within-bytes.js';

const CHUNK = 500;

export async function writeOutbox(
  manager: EntityManager,
  messages: readonly Pick<OutgoingMessage, 'record' | 'size'>[],
  createdAt: Date,
): Promise<void> {
  const rows = messages.map(({ record: { topic, envelope, body }, size }) =>
    Object.assign(new OutboxRow(), {
      messageId: envelope.id,
      messageKey: envelope.key,
      topic,
      sequence: envelope.sequence,
      size,
      createdAt,
      envelope: JSON.stringify(envelope),
      body,
    }),
  );
  await insertRows(manager, OutboxRow, rows);
}

/** Those of the keys that have rows which are not known to be published. */
export async function keysWithRows(manager: EntityManager, keys: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const some of chunks(keys)) {
    const rows = (await manager.query(
      `SELECT DISTINCT message_key FROM bus_outbox WHERE message_key IN (${marks(some)})`,
      [...some],
    )) as { message_key: string }[];
    for (const row of rows) found.add(row.message_key);
  }
  return found;
}

/** The oldest rows of the keys, in the order in which they were written; at most so many, at least one if there is any. */
export async function oldestRows(
  manager: EntityManager,
  keys: readonly string[],
  bounds: { maxRecords: number; maxBytes: number },
): Promise<LogRecord[]> {
  const where = `FROM bus_outbox WHERE message_key IN (${marks(keys)}) ORDER BY place LIMIT ?`;
  const sizes = (await manager.query(`SELECT size ${where}`, [...keys, bounds.maxRecords])) as { size: number }[];
  const count = countWithin(sizes, bounds.maxBytes);
  if (count === 0) return [];
  const rows = (await manager.query(`SELECT topic, envelope, body ${where}`, [...keys, count])) as {
    topic: string;
    envelope: string;
    body: string;
  }[];
  return rows.map(({ topic, envelope, body }) => ({ topic, envelope: JSON.parse(envelope) as Envelope, body }));
}

export async function deleteRows(dataSource: DataSource, messages: readonly OutgoingMessage[]): Promise<void> {
  for (const ids of chunks(idsOf(messages))) await inStatement(dataSource, deletion(ids), ids);
}

export async function deleteRowsWithin(manager: EntityManager, messages: readonly OutgoingMessage[]): Promise<void> {
  for (const ids of chunks(idsOf(messages))) await manager.query(deletion(ids), [...ids]);
}

function deletion(ids: readonly string[]): string {
  return `DELETE FROM bus_outbox WHERE message_id IN (${marks(ids)})`;
}

function idsOf(messages: readonly OutgoingMessage[]): string[] {
  return messages.map(({ record }) => record.envelope.id);
}

/** When the oldest row was written; undefined when there is none. */
export async function oldestTime(manager: EntityManager): Promise<Date | undefined> {
  const rows = (await manager.query('SELECT created_at FROM bus_outbox ORDER BY place LIMIT 1')) as {
    created_at: unknown;
  }[];
  return rows[0] ? readTime(rows[0].created_at) : undefined;
}

/** Counted at most: that many rows take an index some hundredths of a second. */
export const MOST_COUNTED = 100_000;

/** How many rows there are; MOST_COUNTED also stands for more. */
export async function rowsLeft(manager: EntityManager): Promise<number> {
  const [row] = (await manager.query(
    `SELECT COUNT(*) AS total FROM (SELECT place FROM bus_outbox LIMIT ${MOST_COUNTED}) AS found`,
  )) as { total: number | string }[];
  return Number(row?.total ?? 0);
}

function* chunks<T>(values: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < values.length; at += CHUNK) yield values.slice(at, at + CHUNK);
}
