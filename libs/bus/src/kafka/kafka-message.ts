import type { Message } from 'kafkajs';
import type { LogRecord } from '../envelope.js';

/** What Kafka adds to a record and to each of its headers, at most. */
const RECORD_OVERHEAD = 80;
const HEADER_OVERHEAD = 10;

/** A record as it goes to one partition. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly partition: number;
  /** About the bytes that it takes in the log. */
  readonly size: number;
  readonly message: Message;
}

/** CloudEvents 1.0 in Kafka's binary mode: the attributes are headers, the value is the body. */
export function kafkaMessage({ topic, envelope, body }: LogRecord, partition: number): OutgoingMessage {
  const key = Buffer.from(envelope.key, 'utf8');
  const value = Buffer.from(body, 'utf8');
  const headers: Record<string, string> = {
    ...envelope.headers,
    ce_specversion: '1.0',
    ce_id: envelope.id,
    ce_type: `huying.${envelope.type}.v${envelope.version}`,
    ce_source: envelope.source,
    ce_time: envelope.time,
    ce_partitionkey: envelope.key,
    ce_sequence: String(envelope.sequence),
    'content-type': 'application/json; charset=utf-8',
    ...(envelope.traceparent ? { traceparent: envelope.traceparent } : {}),
  };
  let size = RECORD_OVERHEAD + key.length + value.length;
  for (const [name, text] of Object.entries(headers)) size += HEADER_OVERHEAD + name.length + Buffer.byteLength(text);
  return { topic, partition, size, message: { key, value, headers, partition } };
}
