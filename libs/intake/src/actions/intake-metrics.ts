import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '#libs/runtime';

/** What came of inbound items, and how far the pulls have come. Seconds are of the wall clock. */
@Injectable()
export class IntakeMetrics {
  private readonly items: Counter<'platform' | 'kind' | 'outcome'>;
  private readonly pulls: Counter<'platform' | 'plan' | 'outcome'>;
  private readonly pulledAt: Gauge<'platform' | 'plan'>;
  private readonly interval: Gauge<'platform' | 'plan'>;

  constructor({ registry }: Metrics) {
    const registers = [registry];
    this.items = new Counter({
      name: 'huying_intake_items_total',
      help: 'Items that came in: accepted (in the log), quarantined (kept with their raw bytes), refused (given back with a reason)',
      labelNames: ['platform', 'kind', 'outcome'],
      registers,
    });
    this.pulls = new Counter({
      name: 'huying_intake_pulls_total',
      help: 'Looks at the lists of platforms, by whether they were read to their end',
      labelNames: ['platform', 'plan', 'outcome'],
      registers,
    });
    this.pulledAt = new Gauge({
      name: 'huying_intake_pulled_timestamp_seconds',
      help: 'When the list of the platform was last read to its end, or this process began to try',
      labelNames: ['platform', 'plan'],
      registers,
    });
    this.interval = new Gauge({
      name: 'huying_intake_pull_interval_seconds',
      help: 'How often the list of the platform is read',
      labelNames: ['platform', 'plan'],
      registers,
    });
  }

  count(
    outcome: 'accepted' | 'quarantined' | 'refused',
    { platform, kind }: { platform: string; kind: 'event' | 'callback' },
    items = 1,
  ): void {
    if (items > 0) this.items.inc({ platform, kind, outcome }, items);
  }

  pullBegins(platform: string, plan: string, everySeconds: number): void {
    this.interval.set({ platform, plan }, everySeconds);
    this.pulledAt.set({ platform, plan }, Date.now() / 1_000);
  }

  pulled(platform: string, plan: string, outcome: 'done' | 'failed'): void {
    this.pulls.inc({ platform, plan, outcome });
    if (outcome === 'done') this.pulledAt.set({ platform, plan }, Date.now() / 1_000);
  }
}
