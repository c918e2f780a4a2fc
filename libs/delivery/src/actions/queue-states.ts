import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PlatformDirectory } from '#libs/platforms';
import { readTime } from '#libs/store';
import type { BreakerState } from '../domain/breaker.js';
import { strandsOfPlatform } from '../domain/strand.js';
import { DeliveryLane } from '../persistence/delivery-lane.entity.js';

/** Counted at most: what is more is as bad. */
export const MOST_COUNTED = 10_000;

/** How the deliveries to one platform stand. */
export interface QueueState {
  readonly platform: string;
  /** Not settled yet; MOST_COUNTED also stands for more. */
  readonly open: number;
  /** When the one that is next was, or will be, due. */
  readonly nextAt: Date | undefined;
  readonly breaker: BreakerState;
}

/** Looks at the queue of every platform that can be told something; each costs two bounded look-ups in an index. */
@Injectable()
export class QueueStates {
  constructor(
    private readonly dataSource: DataSource,
    private readonly directory: PlatformDirectory,
  ) {}

  async read(): Promise<QueueState[]> {
    const lanes = await this.dataSource.getRepository(DeliveryLane).find();
    const breakers = new Map(lanes.map(({ id, breaker }) => [id, breaker]));
    const states: QueueState[] = [];
    for (const { settings } of this.directory.all()) {
      const platform = settings.code;
      if (!settings.outbound) continue;
      const breaker = breakers.get(platform) ?? 'closed';
      states.push({ platform, breaker, open: await this.open(platform), nextAt: await this.nextAt(platform) });
    }
    return states;
  }

  private async open(platform: string): Promise<number> {
    const { from, below } = strandsOfPlatform(platform);
    const [row] = (await this.dataSource.query(
      `SELECT COUNT(*) AS total FROM (SELECT open_strand FROM delivery_delivery
       WHERE open_strand >= ? AND open_strand < ? LIMIT ${MOST_COUNTED}) AS found`,
      [from, below],
    )) as { total: number | string }[];
    return Number(row?.total ?? 0);
  }

  private async nextAt(platform: string): Promise<Date | undefined> {
    const [row] = (await this.dataSource.query(
      `SELECT next_attempt_at FROM delivery_delivery WHERE platform = ? AND next_attempt_at IS NOT NULL
       ORDER BY next_attempt_at LIMIT 1`,
      [platform],
    )) as { next_attempt_at: unknown }[];
    return row ? readTime(row.next_attempt_at) : undefined;
  }
}
