import { rm } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, LessThan } from 'typeorm';
import type { Publication } from '#libs/bus';
import { inTransaction, insertRows, isDuplicate } from '#libs/store';
import { BlobRow } from '../persistence/blob-row.entity.js';

const AT_ONCE = 200;

/**
 * Which attachments' files messages may name. What is refused after its attachments were kept, or breaks off in between, leaves
 * files that nothing names: only those are ever deleted.
 */
@Injectable()
export class BlobNames {
  constructor(private readonly dataSource: DataSource) {}

  /** To be called before the file is looked for or written: from now on it is young, and no deletion is under way. */
  async kept(name: string): Promise<void> {
    const keptAt = new Date();
    const known = await this.dataSource.getRepository(BlobRow).update({ name }, { keptAt });
    if (known.affected) return;
    const row = Object.assign(new BlobRow(), { name, keptAt, namedAt: null });
    try {
      await inTransaction(this.dataSource, (manager) => insertRows(manager, BlobRow, [row]));
    } catch (error) {
      // The same bytes came twice at once: then the other has just said it.
      if (!isDuplicate(error)) throw error;
    }
  }

  /** To be called before the messages are appended: from now on their files stay, whether or not the append succeeds. */
  async named(publications: readonly Publication[]): Promise<void> {
    const names = publications.flatMap(({ body }) =>
      ((body as { attachments?: { blob?: string }[] }).attachments ?? []).flatMap(({ blob }) => blob ?? []),
    );
    if (names.length === 0) return;
    const unnamed = { name: In([...new Set(names)]), namedAt: IsNull() };
    await this.dataSource.getRepository(BlobRow).update(unnamed, { namedAt: new Date() });
  }

  /** Deletes the files that nothing names and nobody has brought since `before`; resolves to their number. */
  async deleteUnnamed(before: Date, pathOf: (name: string) => string): Promise<number> {
    const unnamed = { namedAt: IsNull(), keptAt: LessThan(before) };
    const rows = await this.dataSource.getRepository(BlobRow).find({ where: unnamed, take: AT_ONCE });
    let deleted = 0;
    for (const { name } of rows) {
      deleted += await inTransaction(this.dataSource, async (manager) => {
        const gone = await manager.getRepository(BlobRow).delete({ name, ...unnamed });
        // Within the transaction: whoever brings the same bytes now waits for its end, and then writes them anew.
        if (gone.affected) await rm(pathOf(name), { force: true });
        return gone.affected ?? 0;
      });
    }
    return deleted;
  }
}
