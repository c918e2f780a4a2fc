import { randomUUID } from 'node:crypto';
import { DeadLetterRow } from '../persistence/dead-letter-row.entity.js';
import type { Failed } from './fold.js';
import { fingerprintOf } from './fingerprint.js';

const REASON_LENGTH = 2000;

/** A failed message with all that is needed to understand it and to handle it anew. */
export function deadLetterOf({ record, error, tries }: Failed, group: string, now: Date): DeadLetterRow {
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
    reason: `${error.name}: ${error.message}`.slice(0, REASON_LENGTH),
    fingerprint: fingerprintOf(error, record.envelope.type),
    tries,
    failedAt: now,
  });
}
