import type { IHeaders } from 'kafkajs';
import { ByteReader } from './byte-reader.js';

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

/**
 * One record of a batch of magic 2. kafkajs makes a new object for every header of it, with all headers before it, and counts
 * offsets in objects of two halves. `bytes` is the record behind its length.
 */
export function decodeRecord(bytes: Buffer, context: BatchContext): DecodedRecord {
  return new LazyRecord(bytes, context);
}

const LOG_APPEND_TIME = 1;

/**
 * Its parts are made when they are asked for, and not kept: a fetch has thousands of records, and of each a dozen small objects
 * would be carried from one generation of the heap into the next until the last of them is handled.
 */
class LazyRecord implements DecodedRecord {
  readonly offset: string;
  private readonly timestampDelta: number;
  private readonly keyAt: number;

  constructor(
    private readonly bytes: Buffer,
    readonly batchContext: BatchContext,
  ) {
    const reader = new ByteReader(bytes, 1);
    this.timestampDelta = reader.varint();
    this.offset = String(Number(batchContext.firstOffset) + reader.varint());
    this.keyAt = reader.at;
  }

  get magicByte(): number {
    return this.batchContext.magicByte;
  }
  get attributes(): number {
    return this.bytes.readInt8(0);
  }
  get timestamp(): string {
    const { timestampType, firstTimestamp, maxTimestamp } = this.batchContext;
    if (timestampType === LOG_APPEND_TIME && maxTimestamp) return maxTimestamp;
    return String(Number(firstTimestamp) + this.timestampDelta);
  }
  get isControlRecord(): boolean {
    return this.batchContext.isControlBatch;
  }
  get key(): Buffer | null {
    return this.readerAt(0).span();
  }
  get value(): Buffer | null {
    return this.readerAt(1).span();
  }
  get headers(): IHeaders {
    return readHeaders(this.readerAt(2));
  }

  /** Behind so many of key and value. */
  private readerAt(spans: number): ByteReader {
    const reader = new ByteReader(this.bytes, this.keyAt);
    for (let passed = 0; passed < spans; passed++) reader.pass();
    return reader;
  }
}

type Headers = Record<string, Buffer | (Buffer | string)[] | undefined>;

/** No name is there before the first: as of Object.create(null), which would be a table of hashes. */
const NoHeaders = function () {} as unknown as new () => Headers;
NoHeaders.prototype = Object.create(null) as Headers;

function readHeaders(reader: ByteReader): IHeaders {
  const headers = new NoHeaders();
  const count = reader.varint();
  for (let index = 0; index < count; index++) {
    const name = nameOf(reader.span(), index);
    const one = reader.span() as Buffer;
    const known = headers[name];
    headers[name] = known === undefined ? one : Array.isArray(known) ? [...known, one] : [known, one];
  }
  return headers as IHeaders;
}

/** Names of headers as they were last met, by their place: the records of a topic mostly have the same. */
const lastNames: { bytes: Buffer; text: string }[] = [];
const NAMES_KEPT = 32;

function nameOf(bytes: Buffer | null, index: number): string {
  if (bytes === null) return 'null';
  const last = lastNames[index];
  if (last?.bytes.equals(bytes)) return last.text;
  const text = bytes.toString('utf8');
  // A copy: the bytes are part of a whole answer of the broker.
  if (index < NAMES_KEPT) lastNames[index] = { bytes: Buffer.from(bytes), text };
  return text;
}
