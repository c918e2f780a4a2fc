import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, LessThan, LessThanOrEqual, MoreThanOrEqual, Not, And } from 'typeorm';
import type { DeliveryRequested } from '#libs/contracts';
import { strandsOfPlatform } from '../domain/strand.js';
import { DeliveryReference } from '../persistence/delivery-reference.entity.js';
import { DeliveryRequest } from '../persistence/delivery-request.entity.js';
import { Delivery } from '../persistence/delivery.entity.js';
import { latestReference, oursOf } from './learn-reference.js';

/** A delivery that is due, with what it is to say. */
export interface DueDelivery {
  readonly row: Delivery;
  readonly requested: DeliveryRequested;
}

/** What a lane reads outside of any transaction: only its owner moves these rows, and every step checks them again. */
@Injectable()
export class DueDeliveries {
  constructor(private readonly dataSource: DataSource) {}

  /** Those due now, the oldest first, and when the next one is due after them, if any is waiting. */
  async find(
    platform: string,
    now: Date,
    limit: number,
    except: readonly string[],
  ): Promise<{ due: DueDelivery[]; nextAt?: Date }> {
    const rows = await this.dataSource.getRepository(Delivery).find({
      where: { platform, nextAttemptAt: Not(IsNull()), ...(except.length > 0 ? { id: Not(In([...except])) } : {}) },
      order: { nextAttemptAt: 'ASC', id: 'ASC' },
      take: limit,
    });
    const due = rows.filter((row) => (row.nextAttemptAt as Date) <= now);
    const later = rows.find((row) => (row.nextAttemptAt as Date) > now);
    const bodies = await this.bodiesOf(due.map((row) => row.id));
    return {
      due: due.map((row) => ({ row, requested: JSON.parse(bodies.get(row.id) as string) as DeliveryRequested })),
      ...(later ? { nextAt: later.nextAttemptAt as Date } : {}),
    };
  }

  private async bodiesOf(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const requests = await this.dataSource.getRepository(DeliveryRequest).findBy({ id: In([...ids]) });
    return new Map(requests.map(({ id, body }) => [id, body]));
  }

  /** Deliveries whose request was begun and of which no end is on record. */
  async started(platform: string): Promise<Delivery[]> {
    const { from, below } = strandsOfPlatform(platform);
    return this.dataSource
      .getRepository(Delivery)
      .findBy({ openStrand: And(MoreThanOrEqual(from), LessThan(below)), state: 'started' });
  }

  /** The platform's numbers for our ids that are known now, by our id. */
  async references(platform: string, ourIds: readonly string[]): Promise<Map<string, string>> {
    if (ourIds.length === 0) return new Map();
    const pairs = await this.dataSource
      .getRepository(DeliveryReference)
      .findBy({ ours: In([...new Set(ourIds)].map((id) => oursOf(platform, id))) });
    const byOurs = Map.groupBy(pairs, ({ ours }) => ours);
    return new Map(
      [...byOurs].map(([ours, known]) => [
        ours.slice(platform.length + 1),
        (latestReference(known) as DeliveryReference).theirs,
      ]),
    );
  }

  /** After an outage: what waits only because the platform was away is due in the order in which it was asked for. */
  async bringForward(platform: string, now: Date): Promise<void> {
    const waiting = { platform, state: In(['waiting', 'unknown']) };
    await this.dataSource
      .createQueryBuilder()
      .update(Delivery)
      .set({ nextAttemptAt: () => 'requested_at' })
      .where([
        { ...waiting, nextAttemptAt: Not(IsNull()), askedToWait: false },
        { ...waiting, nextAttemptAt: LessThanOrEqual(now) },
      ])
      .execute();
  }

  /** How many are open, by platform. */
  async openByPlatform(): Promise<Map<string, number>> {
    const rows = await this.dataSource
      .getRepository(Delivery)
      .createQueryBuilder('delivery')
      .select('delivery.platform', 'platform')
      .addSelect('COUNT(*)', 'count')
      .where('delivery.openStrand IS NOT NULL')
      .groupBy('delivery.platform')
      .getRawMany<{ platform: string; count: string | number }>();
    return new Map(rows.map(({ platform, count }) => [platform, Number(count)]));
  }
}
