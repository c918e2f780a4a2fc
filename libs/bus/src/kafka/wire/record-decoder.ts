import type { IHeaders } from 'kafkajs';

/** Where a batch stands; what kafkajs hands to its decoder of records. */
export interface BatchContext {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly maxTimestamp: string;
  readonly magicByte: number;
  readonly isControlBatch: boolean;
  readonly timestampType: number;
}

/** A record as kafkajs gives it to consumers. */
export interface DecodedRecord {
  readonly magicByte: number;
  readonly attributes: number;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: IHeaders;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
}

const LOG_APPEND_TIME = 1;

/** Names of headers as they were last met, by their place: the records of a topic mostly have the same. */
const lastNames: { bytes: Buffer; text: string }[] = [];
const NAMES_KEPT = 32;

/**
 * One record of a batch of magic 2. kafkajs makes a new object for every header of it, with all headers before it, and counts
 * offsets in objects of two halves. `bytes` is the record behind its length.
 */
export function decodeRecord(bytes: Buffer, context: BatchContext): DecodedRecord {
  let at = 1;
  const varint = (): number => {
    // Of up to 64 bits, which a number holds exactly as far as times and offsets go.
    let value = 0;
    let factor = 1;
    let byte: number;
    do {
      byte = bytes[at++] as number;
      value += (byte & 0x7f) * factor;
      factor *= 128;
    } while (byte >= 0x80);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const span = (): Buffer | null => {
    const length = varint();
    if (length < 0) return null;
    at += length;
    return bytes.subarray(at - length, at);
  };
  const timestampDelta = varint();
  const offsetDelta = varint();
  const key = span();
  const value = span();
  const headers = Object.create(null) as Record<string, Buffer | (Buffer | string)[] | undefined>;
  const count = varint();
  for (let index = 0; index < count; index++) {
    const name = nameOf(span(), index);
    const one = span() as Buffer;
    const known = headers[name];
    headers[name] = known === undefined ? one : Array.isArray(known) ? [...known, one] : [known, one];
  }
  const { firstOffset, firstTimestamp, maxTimestamp, timestampType } = context;
  const atAppend = timestampType === LOG_APPEND_TIME && maxTimestamp;
  return {
    magicByte: context.magicByte,
    attributes: bytes.readInt8(0),
    timestamp: atAppend ? maxTimestamp : String(Number(firstTimestamp) + timestampDelta),
    offset: String(Number(firstOffset) + offsetDelta),
    key,
    value,
    headers: headers as IHeaders,
    isControlRecord: context.isControlBatch,
    batchContext: context,
  };
}

function nameOf(bytes: Buffer | null, index: number): string {
  if (bytes === null) return 'null';
  const last = lastNames[index];
  if (last?.bytes.equals(bytes)) return last.text;
  const text = bytes.toString('utf8');
  // A copy: the bytes are part of a whole answer of the broker.
  if (index < NAMES_KEPT) lastNames[index] = { bytes: Buffer.from(bytes), text };
  return text;
}
