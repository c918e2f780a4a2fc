import type { LogRecord } from '../envelope.js';
import { recordTail } from './wire/record-encoder.js';

/** What stands before the key of a record, at most. */
const RECORD_OVERHEAD = 16;

/** A record as it goes to one partition. */
export interface OutgoingMessage {
  readonly record: LogRecord;
  readonly partition: number;
  /** About the bytes that it takes in the log. */
  readonly size: number;
  /** See recordTail. */
  readonly tail: Buffer;
}

/** CloudEvents 1.0 in Kafka's binary mode: the attributes are headers, the value is the body. */
export function kafkaMessage(record: LogRecord, partition: number): OutgoingMessage {
  const { envelope, body } = record;
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
  };
  if (envelope.traceparent) headers.traceparent = envelope.traceparent;
  const tail = recordTail({ key: envelope.key, value: body, headers });
  return { record, partition, size: tail.length + RECORD_OVERHEAD, tail };
}
