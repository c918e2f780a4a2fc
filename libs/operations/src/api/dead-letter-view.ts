import type { DeadLetterRow } from '#libs/bus';

/** A dead letter as an operator sees it. */
export interface DeadLetterView {
  id: string;
  group: string;
  topic: string;
  partition: number;
  offset: number;
  messageId: string;
  key: string;
  type: string;
  reason: string;
  /** Equal for failures of one cause. */
  fingerprint: string;
  tries: number;
  failedAt: string;
}

export function deadLetterView(row: DeadLetterRow): DeadLetterView {
  return {
    id: row.id,
    group: row.group,
    topic: row.topic,
    partition: row.partition,
    offset: Number(row.offset),
    messageId: row.messageId,
    key: row.messageKey,
    type: row.messageType,
    reason: row.reason,
    fingerprint: row.fingerprint,
    tries: row.tries,
    failedAt: row.failedAt.toISOString(),
  };
}
