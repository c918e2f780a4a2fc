import { Injectable } from '@nestjs/common';
import { Sealer } from '#libs/access';
import type { OutboundRequest, Person, Platform, Telling } from '#libs/platforms';
import type { Delivery } from '../persistence/delivery.entity.js';
import { DueDeliveries, type DueDelivery } from './due-deliveries.js';
import { noWordFor, notWritable } from './words-for-holes.js';

/** Something that can go out now: a send, or a look-up after a doubtful one. */
export interface PreparedAttempt {
  readonly row: Delivery;
  readonly kind: 'send' | 'look-up';
  readonly request: OutboundRequest;
  readonly telling: Telling;
}

export interface Prepared {
  readonly attempts: PreparedAttempt[];
  /** What can never be said to this platform. */
  readonly holes: { deliveryId: string; detail: string }[];
}

/** Translates deliveries into requests, with both sides' numbers as they are known now. */
@Injectable()
export class PrepareAttempts {
  constructor(
    private readonly deliveries: DueDeliveries,
    private readonly sealer: Sealer,
  ) {}

  async prepare(platform: Platform, due: readonly DueDelivery[]): Promise<Prepared> {
    const ourIds = due.flatMap(({ row }) => (row.taskId === null ? [row.ticketId] : [row.ticketId, row.taskId]));
    const references = await this.deliveries.references(platform.settings.code, ourIds);
    const prepared: Prepared = { attempts: [], holes: [] };
    for (const { row, requested } of due) {
      try {
        const ticket = references.get(row.ticketId);
        const task = row.taskId === null ? undefined : references.get(row.taskId);
        const reporter = this.reporterFor(platform, requested.ticket.reporterSealed);
        const telling: Telling = {
          delivery: requested,
          references: { ...(ticket === undefined ? {} : { ticket }), ...(task === undefined ? {} : { task }) },
          ...(reporter ? { reporter } : {}),
        };
        const kind = row.state === 'unknown' ? 'look-up' : 'send';
        const request =
          kind === 'look-up' ? platform.translator.lookUp?.write(telling) : await platform.translator.write(telling);
        if (request) prepared.attempts.push({ row, kind, request, telling });
        else prepared.holes.push({ deliveryId: row.id, detail: noWordFor(platform.settings, row.purpose) });
      } catch (error) {
        // A mapping that fails on this text fails the same way the next time: people must look at it.
        prepared.holes.push({ deliveryId: row.id, detail: notWritable(platform.settings, error as Error) });
      }
    }
    return prepared;
  }

  /** Opened only where the platform must have it, and only for this one request. */
  private reporterFor({ settings }: Platform, sealed: string | undefined): Person | undefined {
    return settings.outbound?.needsReporter && sealed !== undefined ? this.sealer.open(sealed) : undefined;
  }
}
