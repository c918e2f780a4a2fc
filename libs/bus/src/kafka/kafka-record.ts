import { isUtf8 } from 'node:buffer';
import type { KafkaMessage } from 'kafkajs';
import type { Envelope, StoredRecord } from '../envelope.js';
import { unreadable } from '../unreadable.js';

interface At {
  readonly topic: string;
  readonly partition: number;
}

/** As wide as the columns that keep a dead letter. */
const LONGEST = { id: 64, type: 64, key: 200, other: 200 };
const TYPE = /^huying\.([a-z0-9-]+)\.v(\d{1,6})$/;

/**
 * A record out of whatever stands in the log. What is not one of ours is not skipped: it comes with the reason why nobody can
 * read it, under an id that is made from its place, so that it becomes a dead letter once.
 */
export function storedRecord(
  { topic, partition }: At,
  { offset, key, value, headers, timestamp }: KafkaMessage,
): StoredRecord {
  const faults: string[] = [];
  const header = (name: string): string | undefined => {
    const found = headers?.[name];
    if (Array.isArray(found)) faults.push(`the header ${name} stands there twice`);
    const one = Array.isArray(found) ? found[0] : found;
    const text = one === undefined ? undefined : textOf(typeof one === 'string' ? Buffer.from(one) : one);
    if (one !== undefined && text === undefined) faults.push(`the header ${name} is not UTF-8`);
    return text;
  };
  const need = (name: string, longest: number): string => {
    const text = header(name);
    if (!text) faults.push(`the header ${name} is missing`);
    else if (text.length > longest) faults.push(`the header ${name} is longer than ${longest} characters`);
    return text?.slice(0, longest) ?? '';
  };
  const id = need('ce_id', LONGEST.id);
  const rawType = need('ce_type', LONGEST.type);
  const type = TYPE.exec(rawType);
  if (rawType && !type) faults.push(`the type ${rawType} is none of ours`);
  const partitionKey = need('ce_partitionkey', LONGEST.key);
  const messageKey = key ? textOf(key) : undefined;
  if (partitionKey && messageKey !== partitionKey) faults.push('the key of the record is not its ce_partitionkey');
  const sequence = Number(header('ce_sequence') ?? 0);
  if (!Number.isSafeInteger(sequence) || sequence < 0) faults.push('the header ce_sequence is not a whole number');
  const traceparent = header('traceparent');
  const envelope: Envelope = {
    id,
    type: type?.[1] ?? rawType,
    version: Number(type?.[2] ?? 0),
    source: header('ce_source')?.slice(0, LONGEST.other) ?? '',
    time: header('ce_time')?.slice(0, LONGEST.other) ?? new Date(Number(timestamp)).toISOString(),
    key: partitionKey || (messageKey ?? '').slice(0, LONGEST.key),
    sequence,
    ...(traceparent ? { traceparent: traceparent.slice(0, LONGEST.other) } : {}),
  };
  const body = value ? textOf(value) : '';
  if (!value) faults.push('the record has no value');
  if (body === undefined) faults.push('the value is not UTF-8; it is kept as base64');
  const place = { topic, partition, offset: Number(offset) };
  const record = { ...place, envelope, body: body ?? (value as Buffer).toString('base64') };
  return faults.length === 0 ? record : unreadable(record, faults);
}

/** Up to here a loop over the bytes is quicker than a call into native code. */
const SHORT = 64;

function textOf(bytes: Buffer): string | undefined {
  if (bytes.length <= SHORT && isAscii(bytes)) return bytes.toString('latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

function isAscii(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] as number) > 0x7f) return false;
  return true;
}
