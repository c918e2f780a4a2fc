import { randomUUID } from 'node:crypto';
import { hashOfParts } from '#libs/contracts';
import type { OutMessage } from './decision.js';
import { topicOf, type LogRecord } from './envelope.js';

/** What caused the messages: ids that come out of it are the same when the same batch is done again. */
export interface Cause {
  readonly group: string;
  readonly messageId: string;
  readonly traceparent?: string;
}

/** Messages of a decision as records for the log. Without a cause (an act of a person, the clock) the ids are random. */
export function recordsOf(messages: readonly OutMessage[], time: Date, cause?: Cause): LogRecord[] {
  return messages.map(({ type, body, sequence }, index) => ({
    topic: topicOf(type.name),
    envelope: {
      id: cause ? hashOfParts([cause.group, cause.messageId, index]).toString('hex').slice(0, 32) : randomUUID(),
      type: type.name,
      version: type.version,
      source: `/huying/${type.saidBy}`,
      time: time.toISOString(),
      key: type.key(body),
      sequence,
      ...(cause?.traceparent ? { traceparent: cause.traceparent } : {}),
    },
    body: JSON.stringify(body),
  }));
}
