import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** One line, and how far its file has been read. */
export interface Line {
  value: Record<string, unknown>;
  /** Bytes read so far of all files together, as they lie on the disk. */
  bytes: number;
}

/** Bytes of all files as they lie on the disk. Throws when one is missing. */
export function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

/** The objects of JSON Lines files, one after the other, each with the added field `file`; holds one line at a time. */
export async function* jsonLines(files: readonly string[]): AsyncGenerator<Line> {
  let before = 0;
  for (const file of files) {
    const source = createReadStream(file);
    const name = basename(file)
      .replace(/\.gz$/, '')
      .replace(/\.jsonl$/, '');
    let number = 0;
    for await (const text of createInterface({ input: unzipped(source, file), crlfDelay: Infinity })) {
      number += 1;
      if (text.trim() === '') continue;
      yield { value: { ...parsed(text, file, number), file: name }, bytes: before + source.bytesRead };
    }
    before += source.bytesRead;
  }
}

function unzipped(source: Readable, file: string): Readable {
  if (!file.endsWith('.gz')) return source;
  const gunzip = createGunzip();
  source.on('error', (error) => gunzip.destroy(error));
  return source.pipe(gunzip);
}

function parsed(text: string, file: string, number: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below, with the place.
  }
  throw new Error(`${file}, line ${number}: is no JSON object; nothing after it was sent.`);
}
