import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, LessThanOrEqual, type EntityManager } from 'typeorm';
import { inTransaction, insertRows, isDuplicate } from '#libs/store';
import { CursorRow } from '../persistence/cursor-row.entity.js';

/** Stands in the row of a plan that was leased and not pulled yet. */
const NOWHERE = '';

/**
 * How far each pull plan has come, durably, and which process pulls a platform: one at a time, for as long as its lease runs.
 * Leases run on the wall clock.
 */
@Injectable()
export class Cursors {
  /** Who this process is to the others. */
  private readonly owner = randomUUID();

  constructor(private readonly dataSource: DataSource) {}

  /** Undefined before the very first pull. */
  async read(platform: string, plan: string): Promise<string | undefined> {
    const row = await this.dataSource.getRepository(CursorRow).findOneBy({ platform, plan });
    return row?.cursor === NOWHERE ? undefined : row?.cursor;
  }

  /**
   * To be called only when all that lies before the new place is in the log. False, and nothing is moved, when another process
   * has the platform by now: it reads on from where the cursor stands, and what comes twice changes nothing.
   */
  async move(platform: string, plan: string, cursor: string, movedAt: Date): Promise<boolean> {
    const mine = { platform, plan, leaseOwner: this.owner };
    const moved = await this.dataSource.getRepository(CursorRow).update(mine, { cursor, movedAt });
    return moved.affected === 1;
  }

  /** Takes or prolongs the lease of a platform, for all of these plans or none. False when another process has it. */
  async take(platform: string, plans: readonly string[], until: Date): Promise<boolean> {
    await this.addMissing(platform, plans);
    const rows = { platform, plan: In(plans) };
    const free = [{ leaseOwner: IsNull() }, { leaseOwner: this.owner }, { leaseUntil: LessThanOrEqual(new Date()) }];
    const lease = { leaseOwner: this.owner, leaseUntil: until };
    const takeAll = async (manager: EntityManager): Promise<void> => {
      const criteria = free.map((state) => ({ ...rows, ...state }));
      const taken = await manager.getRepository(CursorRow).update(criteria, lease);
      // Thrown, so that a part of them does not stay taken.
      if (taken.affected !== plans.length) throw new TakenByAnother();
    };
    try {
      await inTransaction(this.dataSource, takeAll);
      return true;
    } catch (error) {
      if (error instanceof TakenByAnother) return false;
      throw error;
    }
  }

  /** When the lease of whoever has it runs out, at the latest. */
  async takenUntil(platform: string): Promise<Date | undefined> {
    const rows = await this.dataSource.getRepository(CursorRow).findBy({ platform });
    const ends = rows.map(({ leaseUntil }) => leaseUntil?.getTime() ?? 0);
    return ends.length > 0 ? new Date(Math.max(...ends)) : undefined;
  }

  /** So that another process need not wait until the lease has run out. */
  async giveBack(platform: string): Promise<void> {
    const mine = { platform, leaseOwner: this.owner };
    await this.dataSource.getRepository(CursorRow).update(mine, { leaseOwner: null, leaseUntil: null });
  }

  private async addMissing(platform: string, plans: readonly string[]): Promise<void> {
    const known = await this.dataSource.getRepository(CursorRow).findBy({ platform, plan: In(plans) });
    const missing = plans.filter((plan) => !known.some((row) => row.plan === plan));
    if (missing.length === 0) return;
    const row = { platform, cursor: NOWHERE, movedAt: new Date(), leaseOwner: null, leaseUntil: null };
    const rows = missing.map((plan) => Object.assign(new CursorRow(), row, { plan }));
    try {
      await inTransaction(this.dataSource, (manager) => insertRows(manager, CursorRow, rows));
    } catch (error) {
      // Another process begins at the same moment: looking again finds its rows.
      if (!isDuplicate(error)) throw error;
      await this.addMissing(platform, plans);
    }
  }
}

class TakenByAnother extends Error {}
