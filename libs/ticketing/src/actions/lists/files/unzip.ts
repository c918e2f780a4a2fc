import { inflateRawSync } from 'node:zlib';
import { Problem } from '#libs/runtime';

/** Bytes that all parts of a workbook may have together when they are unpacked: a list of 5,000 full items has a quarter of it. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_PARTS = 500;
const [STORED, DEFLATED] = [0, 8];
const [END_OF_DIRECTORY, DIRECTORY_ENTRY, LOCAL_ENTRY] = [0x06054b50, 0x02014b50, 0x04034b50];

/**
 * The named parts of a zip file, no more bytes of them than a list can need, whatever the file says of itself: a part is
 * unpacked only as far as the bound. Throws `invalid-fields`.
 */
export class Zip {
  private readonly entries = new Map<string, { method: number; packed: number; at: number }>();
  private left = MOST_BYTES;

  constructor(private readonly bytes: Buffer) {
    const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
    if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END_OF_DIRECTORY)
      throw unreadable('it is no zip file');
    const count = bytes.readUInt16LE(end + 10);
    if (count > MOST_PARTS) throw unreadable(`it has more than ${MOST_PARTS} parts`);
    let at = bytes.readUInt32LE(end + 16);
    for (let entry = 0; entry < count; entry++) at = this.readEntry(at);
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  text(name: string): string {
    const entry = this.entries.get(name);
    if (!entry) throw unreadable(`the part ${name} is missing`);
    const { bytes } = this;
    if (entry.at + 30 > bytes.length || bytes.readUInt32LE(entry.at) !== LOCAL_ENTRY) throw unreadable('it is damaged');
    const start = entry.at + 30 + bytes.readUInt16LE(entry.at + 26) + bytes.readUInt16LE(entry.at + 28);
    const packed = bytes.subarray(start, start + entry.packed);
    if (packed.length < entry.packed) throw unreadable('it is cut off');
    const unpacked = entry.method === STORED ? packed : this.inflate(packed);
    this.left -= unpacked.length;
    if (this.left < 0) throw tooLarge();
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(unpacked);
    } catch {
      throw unreadable(`the part ${name} is not UTF-8`);
    }
  }

  private inflate(packed: Buffer): Buffer {
    try {
      return inflateRawSync(packed, { maxOutputLength: Math.max(1, this.left) });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
      throw unreadable('it is damaged');
    }
  }

  private readEntry(at: number): number {
    const { bytes } = this;
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw unreadable('it is damaged');
    const [flags, method] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)];
    if ((flags & 1) === 1) throw unreadable('it is protected by a password');
    if (method !== STORED && method !== DEFLATED) throw unreadable('it is packed in an unknown way');
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, nameEnd);
    this.entries.set(name, { method, packed: bytes.readUInt32LE(at + 20), at: bytes.readUInt32LE(at + 42) });
    return nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}

export function unreadable(why: string): Problem {
  return new Problem('invalid-fields', `This is not an Excel workbook (.xlsx) that can be read: ${why}.`, {
    errors: [{ path: '文件', message: `不是可读的 .xlsx 工作簿（${why}）` }],
  });
}

function tooLarge(): Problem {
  const message = `解压后超过 ${MOST_BYTES / 1024 / 1024} MB，清单不会有这么大`;
  return new Problem('invalid-fields', 'Unpacked, the workbook is larger than any list.', {
    errors: [{ path: '文件', message }],
  });
}
