import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction, insertRows, isDuplicate } from '#libs/store';
import type { Registration } from '../registration.js';
import { HandlerRow } from './handler-row.entity.js';

/** Which handlers there are, and under what policies: known to every process on the database, whichever has them. */
@Injectable()
export class Handlers {
  constructor(private readonly dataSource: DataSource) {}

  /** By group and message type. */
  async list(): Promise<HandlerRow[]> {
    return this.dataSource.getRepository(HandlerRow).find({ order: { group: 'ASC', type: 'ASC' } });
  }

  /** Says what this process has. */
  async announce(registrations: readonly Registration[]): Promise<void> {
    const startedAt = new Date();
    const rows = registrations.map(({ message, options }) =>
      Object.assign(new HandlerRow(), { group: options.group, type: message.name, policy: options.policy, startedAt }),
    );
    await inTransaction(this.dataSource, async (manager) => {
      for (const { group, type } of rows) await manager.delete(HandlerRow, { group, type });
      await insertRows(manager, HandlerRow, rows);
    }).catch((error: unknown) => {
      // Another process with the same handlers started in the same moment: it says the same.
      if (!isDuplicate(error)) throw error;
    });
  }
}
