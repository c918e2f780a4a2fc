import { createRequire } from 'node:module';
import { isPlain, produceRequest, type ProduceOptions } from './produce-request.js';
import { decodeRecord, type BatchContext } from './record-decoder.js';

/** kafkajs's own buffer of a request. */
interface Encoder {
  buf: Buffer;
  offset: number;
}
interface Request {
  readonly encode: () => Promise<Encoder>;
}
type RequestOf = (options: ProduceOptions) => Request;
interface Decoder {
  readonly buffer: Buffer;
}

const require = createRequire(import.meta.url);

/**
 * Puts our encoder of what is produced, and our decoder of what is fetched, in the place of kafkajs's own in this process
 * (docs/adr/0007). Bytes and records are the same (wire.spec.ts compares them); what we do not write ourselves (compression,
 * transactions, dated messages) is still written by kafkajs. To be called before the first client is used; calling it again does
 * nothing. The version of kafkajs is pinned.
 */
export function fasterKafkajs(): void {
  replace('protocol/requests/produce/v3/request.js', (theirs: RequestOf): RequestOf => {
    const { prototype } = require('kafkajs/src/protocol/encoder.js') as { prototype: object };
    return (options) => {
      const request = theirs(options);
      if (!isPlain(options)) return request;
      const encode = (): Promise<Encoder> => {
        const buf = produceRequest(options, Date.now());
        return Promise.resolve(Object.assign(Object.create(prototype) as Encoder, { buf, offset: buf.length }));
      };
      return { ...request, encode };
    };
  });
  replace('protocol/recordBatch/record/v0/decoder.js', () => (decoder: Decoder, context: BatchContext) => {
    return decodeRecord(decoder.buffer, context);
  });
}

const replaced = new Set<string>();

/** kafkajs loads these files when it first needs them, and then finds ours. */
function replace<T>(path: string, make: (theirs: T) => T): void {
  if (replaced.has(path)) return;
  replaced.add(path);
  const file = require.resolve(`kafkajs/src/${path}`);
  const theirs = require(file) as T;
  const loaded = require.cache[file];
  if (!loaded) throw new Error(`this version of kafkajs has no ${path}: see faster-kafkajs.ts`);
  loaded.exports = make(theirs);
}
