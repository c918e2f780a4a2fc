import { randomUUID } from 'node:crypto';
import { hashOfParts } from '#libs/contracts';
import { continueTrace, currentTraceparent, traceparentOf, type Trace } from '#libs/runtime';
import type { OutMessage } from './decision.js';
import { topicOf, type LogRecord } from './envelope.js';

/** What caused the messages: ids that come out of it are the same when the same batch is done again. */
export interface Cause {
  readonly group: string;
  readonly messageId: string;
  /** Its handling, as a piece of work. */
  readonly trace: Trace;
}

/**
 * Messages of a decision as records for the log. Without a cause (an act of a person, the clock) the ids are random, and the
 * trace is that of the work in hand.
 */
export function recordsOf(messages: readonly OutMessage[], time: Date, cause?: Cause): LogRecord[] {
  if (messages.length === 0) return [];
  const traceparent = cause ? traceparentOf(cause.trace) : currentTraceparent();
  const moment = time.toISOString();
  return messages.map(({ type, body, sequence, continues }, index) => ({
    topic: topicOf(type.name),
    envelope: {
      id: cause ? hashOfParts([cause.group, cause.messageId, index]).slice(0, 32) : randomUUID(),
      type: type.name,
      version: type.version,
      source: `/huying/${type.saidBy}`,
      time: moment,
      key: type.key(body),
      sequence,
      traceparent: continues === undefined ? traceparent : traceparentOf(continueTrace(continues)),
    },
    body: JSON.stringify(body),
  }));
}
