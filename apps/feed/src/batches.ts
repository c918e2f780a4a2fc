import type { Line } from './json-lines.js';

/** Far below the 16 MiB that one request may have. */
const MOST_BYTES = 4 * 1024 * 1024;

export interface Batch {
  /** The body of one request: a JSON array. */
  body: string;
  count: number;
  /** Bytes of the files read so far. */
  bytes: number;
}

/** Lines put together, at most `most` and 4 MiB in one. */
export async function* batches(lines: AsyncIterable<Line>, most: number): AsyncGenerator<Batch> {
  let texts: string[] = [];
  let size = 0;
  let bytes = 0;
  const flush = (): Batch => {
    const batch = { body: `[${texts.join(',')}]`, count: texts.length, bytes };
    texts = [];
    size = 0;
    return batch;
  };
  for await (const line of lines) {
    const text = JSON.stringify(line.value);
    const length = Buffer.byteLength(text);
    if (texts.length > 0 && (texts.length >= most || size + length > MOST_BYTES)) yield flush();
    texts.push(text);
    size += length;
    bytes = line.bytes;
  }
  if (texts.length > 0) yield flush();
}
