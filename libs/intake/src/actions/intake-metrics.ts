import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Metrics } from '#libs/runtime';

/** What came of inbound items, by platform. */
@Injectable()
export class IntakeMetrics {
  private readonly counters: Record<'accepted' | 'quarantined' | 'refused', Counter<'platform'>>;

  constructor({ registry }: Metrics) {
    const counter = (outcome: string, help: string) =>
      new Counter({
        name: `huying_intake_${outcome}_total`,
        help,
        labelNames: ['platform'] as const,
        registers: [registry],
      });
    this.counters = {
      accepted: counter('accepted', 'Items that are in the log.'),
      quarantined: counter('quarantined', 'Items that could not be read or mapped and are kept with their raw bytes.'),
      refused: counter('refused', 'Items that were given back to the sender with a reason.'),
    };
  }

  count(outcome: 'accepted' | 'quarantined' | 'refused', platform: string, items = 1): void {
    if (items > 0) this.counters[outcome].inc({ platform }, items);
  }
}
