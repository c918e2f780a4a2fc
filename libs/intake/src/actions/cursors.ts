import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CursorRow } from '../persistence/cursor-row.entity.js';

/** How far each pull plan has come, durably. */
@Injectable()
export class Cursors {
  constructor(private readonly dataSource: DataSource) {}

  /** Undefined before the very first pull. */
  async read(platform: string, plan: string): Promise<string | undefined> {
    return (await this.dataSource.getRepository(CursorRow).findOneBy({ platform, plan }))?.cursor;
  }

  /** To be called only when all that lies before the new place is in the log. */
  async move(platform: string, plan: string, cursor: string, movedAt: Date): Promise<void> {
    const repository = this.dataSource.getRepository(CursorRow);
    const moved = await repository.update({ platform, plan }, { cursor, movedAt });
    if (moved.affected) return;
    await repository.insert({ platform, plan, cursor, movedAt, leaseOwner: null, leaseUntil: null });
  }
}
