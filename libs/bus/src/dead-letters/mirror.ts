import { randomUUID } from 'node:crypto';
import type { LogRecord } from '../envelope.js';
import type { DeadLetterRow } from './dead-letter-row.entity.js';

const SUFFIX = '.dlt';
/** So that the mirror fits wherever its original did. */
const MESSAGE_LENGTH = 500;
const BODY_BYTES = 1_500_000;

/** The topic that shows the dead letters of a topic to those who look with tools for Kafka. */
export function dltOf(topic: string): string {
  return `${topic}${SUFFIX}`;
}

/**
 * The dead letter as a record of the topic's `.dlt`. Only a picture: what is repaired and replayed is the row. Its headers are
 * those that Kafka Connect and Spring Kafka write, as text, which consoles for Kafka show.
 */
export function mirrorOf(letter: DeadLetterRow): LogRecord {
  const message = oneLine(letter.reason).slice(0, MESSAGE_LENGTH);
  const [errorName = 'Error'] = message.split(':');
  const fits = Buffer.byteLength(letter.body) <= BODY_BYTES;
  return {
    topic: dltOf(letter.topic),
    envelope: {
      ...letter.envelope,
      // Of its own: the same message may die in two groups.
      id: randomUUID(),
      key: letter.messageKey,
      headers: {
        '__connect.errors.topic': letter.topic,
        '__connect.errors.partition': String(letter.partition),
        '__connect.errors.offset': String(letter.offset),
        '__connect.errors.exception.class.name': errorName,
        '__connect.errors.exception.message': message,
        'kafka_dlt-original-topic': letter.topic,
        'kafka_dlt-original-partition': String(letter.partition),
        'kafka_dlt-original-offset': String(letter.offset),
        'kafka_dlt-original-consumer-group': letter.group,
        'kafka_dlt-exception-fqcn': errorName,
        'kafka_dlt-exception-message': message,
        huying_dead_letter: letter.id,
        huying_message: letter.messageId,
        huying_fingerprint: letter.fingerprint,
        ...(fits ? {} : { huying_body: 'too large for a mirror; see the dead letter' }),
      },
    },
    body: fits ? letter.body : '{}',
  };
}

/** Header values are one line; what a foreign producer has put into an error's words must not break them. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ');
}
