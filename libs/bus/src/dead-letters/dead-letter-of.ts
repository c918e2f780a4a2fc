import { randomUUID } from 'node:crypto';
import type { Operator } from '../operators/operator-acts.js';
import type { Envelope } from '../envelope.js';
import type { ParkedKeyRow } from '../parked/parked-key-row.entity.js';
import type { ParkedRow } from '../parked/parked-row.entity.js';
import { DeadLetterRow } from './dead-letter-row.entity.js';
import type { Failed } from '../consumer/failed.js';
import { fingerprintOf } from './fingerprint.js';

const REASON_LENGTH = 2000;

/** A failed message with all that is needed to understand it and to handle it anew. */
export function deadLetterOf(
  { record, error, tries }: Omit<Failed, 'verdict'>,
  group: string,
  now: Date,
): DeadLetterRow {
  return Object.assign(new DeadLetterRow(), {
    id: randomUUID(),
    group,
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    messageId: record.envelope.id,
    messageKey: record.envelope.key,
    messageType: record.envelope.type,
    envelope: record.envelope,
    body: record.body,
    reason: reasonOf(error),
    fingerprint: fingerprintOf(error, record.envelope.type),
    tries,
    failedAt: now,
    firstFailedAt: now,
    state: 'open',
    failures: 1,
  });
}

/** In the words of whoever threw it, bounded. */
export function reasonOf(error: Error): string {
  return `${error.name}: ${error.message}`.slice(0, REASON_LENGTH);
}

/** Of a message that a person has put aside before it was given up. */
export function skippedLetterOf(
  row: ParkedRow,
  { reason: failure, fingerprint, firstFailedAt, lastFailedAt, tries }: ParkedKeyRow,
  { actor, reason }: Operator,
  now: Date,
): DeadLetterRow {
  const envelope = JSON.parse(row.envelope) as Envelope;
  return Object.assign(new DeadLetterRow(), {
    id: randomUUID(),
    group: row.group,
    topic: row.topic,
    partition: row.partition,
    offset: row.offset,
    messageId: row.messageId,
    messageKey: row.key,
    messageType: envelope.type,
    envelope,
    body: row.body,
    reason: failure ?? 'put aside before it was tried',
    fingerprint: fingerprint ?? 'skipped',
    tries,
    failedAt: lastFailedAt ?? now,
    firstFailedAt: firstFailedAt ?? now,
    state: 'skipped',
    failures: 1,
    settledAt: now,
    settledBy: actor,
    settledWhy: reason,
  });
}
