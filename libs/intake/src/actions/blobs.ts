import { createHash } from 'node:crypto';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { createReadStream, type ReadStream } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Settings } from '#libs/runtime';
import { BlobNames } from './blob-names.js';

/** Bytes of one attachment at most: 10 MiB. */
export const MAX_BLOB_BYTES = 10 * 1024 * 1024;

/** Attachments that came as bytes, each a file named by its SHA-256 under `<dataDir>/blobs`. */
@Injectable()
export class Blobs {
  private readonly root: string;

  constructor(
    settings: Settings,
    private readonly names: BlobNames,
  ) {
    this.root = join(settings.dataDir, 'blobs');
  }

  /** Resolves to the name when the bytes are on the disk for good. The same bytes are kept once. */
  async keep(bytes: Uint8Array): Promise<string> {
    const name = createHash('sha256').update(bytes).digest('hex');
    const path = this.pathOf(name);
    await this.names.kept(name);
    if (await exists(path)) return name;
    const folder = join(this.root, name.slice(0, 2));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Written beside and moved over, so that a name never stands for half of its bytes.
    const beside = `${path}.${process.pid}.${process.hrtime.bigint()}.new`;
    const file = await open(beside, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
    await syncFolder(folder);
    return name;
  }

  /** The bytes as a stream, or undefined when there are none of that name. `name` is 64 lower hex digits. */
  async read(name: string): Promise<ReadStream | undefined> {
    const path = this.pathOf(name);
    return (await exists(path)) ? createReadStream(path) : undefined;
  }

  /** Deletes what no message names and what was never written to its end, both older than `before`; resolves to the number. */
  async deleteUnused(before: Date): Promise<number> {
    const unnamed = await this.names.deleteUnnamed(before, (name) => this.pathOf(name));
    return unnamed + (await this.deleteHalves(before));
  }

  /** What a process that was killed had begun to write. */
  private async deleteHalves(before: Date): Promise<number> {
    const files = await readdir(this.root, { recursive: true }).catch(() => []);
    let deleted = 0;
    for (const half of files.filter((file) => file.endsWith('.new'))) {
      const path = join(this.root, half);
      const found = await stat(path).catch(() => undefined);
      if (!found || found.mtime >= before) continue;
      await rm(path, { force: true });
      deleted++;
    }
    return deleted;
  }

  private pathOf(name: string): string {
    return join(this.root, name.slice(0, 2), name);
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The new name itself must outlive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
