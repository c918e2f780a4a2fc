import { Injectable } from '@nestjs/common';
import { DataSource, In, LessThan, type FindOptionsWhere } from 'typeorm';
import type { DeliveryState } from '../domain/delivery-state.js';
import { DeliveryAttempt } from '../persistence/delivery-attempt.entity.js';
import { Delivery } from '../persistence/delivery.entity.js';

export interface DeliveryFilter {
  readonly ticket?: string;
  readonly platform?: string;
  readonly state?: DeliveryState;
  readonly after?: { readonly requestedAt: Date; readonly id: string };
  readonly limit: number;
}

/** A delivery with the attempts on record. */
export interface ListedDelivery {
  readonly row: Delivery;
  readonly attempts: readonly DeliveryAttempt[];
}

/** Looking at deliveries, newest first. */
@Injectable()
export class ListDeliveries {
  constructor(private readonly dataSource: DataSource) {}

  async page(filter: DeliveryFilter): Promise<{ listed: ListedDelivery[]; isLast: boolean }> {
    const { ticket, platform, state, after, limit } = filter;
    const wanted: FindOptionsWhere<Delivery> = {
      ...(ticket === undefined ? {} : { ticketId: ticket }),
      ...(platform === undefined ? {} : { platform }),
      ...(state === undefined ? {} : { state }),
    };
    const rows = await this.dataSource.getRepository(Delivery).find({
      where: after
        ? [
            { ...wanted, requestedAt: LessThan(after.requestedAt) },
            { ...wanted, requestedAt: after.requestedAt, id: LessThan(after.id) },
          ]
        : wanted,
      order: { requestedAt: 'DESC', id: 'DESC' },
      take: limit + 1,
    });
    const page = rows.slice(0, limit);
    const attempts = await this.attemptsOf(page.map(({ id }) => id));
    const listed = page.map((row) => ({ row, attempts: attempts.get(row.id) ?? [] }));
    return { listed, isLast: rows.length <= limit };
  }

  private async attemptsOf(ids: readonly string[]): Promise<Map<string, DeliveryAttempt[]>> {
    if (ids.length === 0) return new Map();
    const attempts = await this.dataSource.getRepository(DeliveryAttempt).findBy({ deliveryId: In([...ids]) });
    return Map.groupBy(attempts, ({ deliveryId }) => deliveryId);
  }
}
