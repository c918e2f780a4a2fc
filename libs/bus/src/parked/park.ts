import type { EntityManager } from 'typeorm';
import { insertRows } from '#libs/store';
import { holdsItsKey, type Failed } from '../consumer/failed.js';
import { deadLetterOf, reasonOf } from '../dead-letters/dead-letter-of.js';
import { DeadLetterRow } from '../dead-letters/dead-letter-row.entity.js';
import { fingerprintOf } from '../dead-letters/fingerprint.js';
import type { StoredRecord } from '../envelope.js';
import { ParkedKeyRow } from './parked-key-row.entity.js';
import { ParkedRow } from './parked-row.entity.js';

/** What a batch leaves unhandled. */
export interface Unhandled {
  /** Their keys were not parked before. */
  readonly failed: readonly Failed[];
  /** Their keys are parked, by an earlier batch or by one of `failed`. In order. */
  readonly behind: readonly StoredRecord[];
}

/**
 * Keeps what a batch could not handle, inside its transaction: dead letters, and messages that wait with their keys. Returns
 * the dead letters.
 */
export async function park(
  manager: EntityManager,
  group: string,
  { failed, behind }: Unhandled,
  now: Date,
): Promise<DeadLetterRow[]> {
  const letters: DeadLetterRow[] = [];
  const keys: ParkedKeyRow[] = [];
  const rows: ParkedRow[] = [];
  for (const one of failed) {
    const letter = one.verdict.kind === 'dead' ? deadLetterOf(one, group, now) : undefined;
    if (letter) letters.push(letter);
    if (!holdsItsKey(one)) continue;
    keys.push(keyOf(one, group, now));
    rows.push(parkedRow(one.record, { group, parkedAt: now, deadLetterId: letter?.id ?? null }));
  }
  rows.push(...behind.map((record) => parkedRow(record, { group, parkedAt: now })));
  await insertRows(manager, DeadLetterRow, letters);
  await insertRows(manager, ParkedKeyRow, keys);
  await insertRows(manager, ParkedRow, rows);
  return letters;
}

/** The header of a key whose first message has just failed for the first time. */
function keyOf({ record, error, verdict }: Failed, group: string, now: Date): ParkedKeyRow {
  return Object.assign(new ParkedKeyRow(), {
    group,
    topic: record.topic,
    key: record.envelope.key,
    state: verdict.kind === 'again' ? 'retrying' : 'dead',
    tries: 0,
    dueAt: verdict.kind === 'again' ? new Date(now.getTime() + verdict.afterMilliseconds) : null,
    reason: reasonOf(error),
    fingerprint: fingerprintOf(error, record.envelope.type),
    firstFailedAt: now,
    lastFailedAt: now,
  });
}

export function parkedRow(
  { topic, partition, offset, envelope, body }: StoredRecord,
  more: { group: string; parkedAt: Date; deadLetterId?: string | null; again?: boolean; replayId?: string | null },
): ParkedRow {
  const text = JSON.stringify(envelope);
  return Object.assign(new ParkedRow(), {
    key: envelope.key,
    messageId: envelope.id,
    topic,
    partition,
    offset,
    size: Buffer.byteLength(body) + text.length,
    envelope: text,
    body,
    deadLetterId: null,
    again: false,
    replayId: null,
    ...more,
  });
}

/** The record as it stood in the log. */
export function parkedRecord({ topic, partition, offset, envelope, body }: ParkedRow): StoredRecord {
  return { topic, partition, offset, envelope: JSON.parse(envelope) as StoredRecord['envelope'], body };
}
