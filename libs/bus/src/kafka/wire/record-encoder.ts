import type { IHeaders, Message } from 'kafkajs';
import { ByteWriter } from './byte-writer.js';

type Bytes = string | Buffer | null | undefined;

const scratch = new ByteWriter();

/** A record of the log up to where it stands in its batch: key, value and headers as they are sent. */
export function recordTail({ key, value, headers = {} }: Pick<Message, 'key' | 'value' | 'headers'>): Buffer {
  scratch.clear();
  writeBytes(key);
  writeBytes(value);
  writeHeaders(headers);
  return scratch.copy();
}

/** The whole record, at its place in the batch, of a tail; said at the moment at which the batch is. */
export function writeRecord(into: ByteWriter, tail: Buffer, offsetDelta: number): void {
  // One byte of attributes and one of the difference in time come before, none of which we use.
  into.varint(2 + varintSize(offsetDelta) + tail.length);
  into.int16(0);
  into.varint(offsetDelta);
  into.raw(tail);
}

function writeHeaders(headers: IHeaders): void {
  const names = Object.keys(headers);
  let count = 0;
  for (const name of names) {
    const value = headers[name];
    count += Array.isArray(value) ? value.length : 1;
  }
  scratch.varint(count);
  for (const name of names) {
    const value = headers[name];
    for (const one of Array.isArray(value) ? value : [value]) {
      scratch.varText(name);
      writeBytes(one);
    }
  }
}

function writeBytes(value: Bytes): void {
  if (value === null || value === undefined) scratch.varint(-1);
  else if (typeof value === 'string') scratch.varText(value);
  else scratch.varBytes(value);
}

function varintSize(value: number): number {
  let size = 1;
  for (let left = (value << 1) >>> 0; left > 0x7f; left >>>= 7) size++;
  return size;
}
