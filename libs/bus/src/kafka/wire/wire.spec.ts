import { createRequire } from 'node:module';
import fc from 'fast-check';
import type { IHeaders, Message } from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { crc32c } from './crc32c.js';
import { fasterKafkajs } from './faster-kafkajs.js';
import { EncodedMessages } from './encoded-messages.js';
import type { ProduceOptions } from './produce-request.js';
import { decodeRecord, type BatchContext, type DecodedRecord } from './record-decoder.js';
import { recordTail } from './record-encoder.js';

const require = createRequire(import.meta.url);
type Encoded = { readonly buffer: Buffer };
type RequestOf = (options: ProduceOptions) => { encode: () => Promise<Encoded> };

const theirRequest = require('kafkajs/src/protocol/requests/produce/v3/request.js') as RequestOf;
const theirRecord = require('kafkajs/src/protocol/recordBatch/record/v0/decoder.js') as (
  decoder: object,
  context: BatchContext,
) => object;
const theirSum = require('kafkajs/src/protocol/recordBatch/crc32C/index.js') as (bytes: Buffer) => number;
const Decoder = require('kafkajs/src/protocol/decoder.js') as new (bytes: Buffer) => object;
fasterKafkajs();
const ourRequest = (
  require('kafkajs/src/protocol/requests/produce/index.js') as { protocol: (of: object) => unknown }
).protocol({
  version: 7,
}) as unknown as (options: ProduceOptions) => { request: { encode: () => Promise<Encoded> } };

const text = fc.string({ unit: 'binary', maxLength: 200 });
const bytes = fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some));
/** Not those that every object has: kafkajs takes what it inherits for a header that was there before. */
const name = fc
  .oneof(fc.constantFrom('ce_id', 'traceparent', '名'), fc.string({ minLength: 1, maxLength: 80 }))
  .filter((some) => !(some in {}));
const messages = fc.array(
  fc.record({
    key: fc.option(fc.oneof(text, bytes)),
    value: fc.oneof(text, bytes, fc.constant(null)),
    headers: fc.dictionary(name, fc.oneof(text, bytes, fc.array(text, { maxLength: 3 })), {
      maxKeys: 12,
      noNullPrototype: true,
    }),
  }),
  { minLength: 1, maxLength: 70 },
);

function options(some: readonly Message[], more: Partial<ProduceOptions> = {}): ProduceOptions {
  const partitions = [0, 7].map((partition) => ({ partition, messages: some, firstSequence: 0 }));
  return {
    acks: -1,
    timeout: 10_000,
    producerId: -1,
    producerEpoch: 0,
    topicData: [{ topic: '题-t', partitions }],
    ...more,
  };
}

describe('what goes to the brokers', () => {
  beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-25T02:00:00Z'), toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('is byte by byte what kafkajs would write, whether it was encoded before or not', async () => {
    await fc.assert(
      fc.asyncProperty(messages, async (some) => {
        const theirs = (await theirRequest(options(some)).encode()).buffer;
        const early = new EncodedMessages(0);
        early.tails.push(...some.map(recordTail));
        for (const ours of [options(some), options([early])])
          expect((await ourRequest(ours).request.encode()).buffer.equals(theirs)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('is written by kafkajs where it is compressed, dated or of a transaction', async () => {
    const some = [{ key: 'k', value: 'v', headers: {} }];
    const dated = [{ ...some[0], value: 'v', timestamp: '1795572000000' }, ...some];
    for (const odd of [
      options(some, { compression: 1 }),
      options(dated),
      options(some, { producerId: 4, producerEpoch: 2 }),
    ])
      expect((await ourRequest(odd).request.encode()).buffer).toEqual((await theirRequest(odd).encode()).buffer);
  });
});

it('a sum over bytes is what kafkajs counts, and what RFC 3720 gives as examples', () => {
  fc.assert(
    fc.property(bytes, (some) => {
      expect(crc32c(some)).toBe(theirSum(some));
    }),
  );
  expect(crc32c(Buffer.alloc(32, 0))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
});

describe('what comes from the brokers', () => {
  const context: BatchContext = {
    firstOffset: '9007199254000000',
    firstTimestamp: '1795572000000',
    maxTimestamp: '1795572000123',
    magicByte: 2,
    isControlBatch: false,
    timestampType: 0,
  };

  /** The record behind its length, as an idempotent or Java producer would write it too: with differences of time. */
  function recordBytes(message: Message, offsetDelta: number, timestampDelta: number): Buffer {
    const theirs = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (record: object) => Encoded;
    const { buffer } = theirs({ ...message, offsetDelta, timestampDelta });
    const length = new (Decoder as unknown as new (b: Buffer) => { readVarIntBytes(): Buffer })(buffer);
    return length.readVarIntBytes();
  }

  it('is what kafkajs would read', () => {
    const delta = fc.integer({ min: 0, max: 100_000 });
    const time = fc.integer({ min: -100_000, max: 10 ** 12 });
    fc.assert(
      fc.property(messages, delta, time, fc.constantFrom(0, 1), ([message], offset, later, timestampType) => {
        const some = recordBytes(message as Message, offset, later);
        const at = { ...context, timestampType };
        const theirs = theirRecord(new Decoder(some), at) as DecodedRecord;
        const ours = decodeRecord(some, at);
        for (const part of Object.keys(theirs) as (keyof DecodedRecord)[]) expect(ours[part]).toEqual(theirs[part]);
      }),
      { numRuns: 300 },
    );
  });

  it('may have a header of any name', () => {
    const some = recordBytes({ key: 'k', value: 'v', headers: { constructor: 'c' } }, 0, 0);
    expect(decodeRecord(some, context).headers).toEqual({ constructor: Buffer.from('c') });
    const proto = recordBytes({ key: 'k', value: 'v', headers: JSON.parse('{"__proto__":"p"}') as IHeaders }, 0, 0);
    expect(Object.entries(decodeRecord(proto, context).headers)).toEqual([['__proto__', Buffer.from('p')]]);
  });
});
