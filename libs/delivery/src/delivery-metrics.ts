import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { Metrics } from '#libs/runtime';
import type { EndedAttempt, LaneStepTaken } from './actions/lane-step.js';

/** What Prometheus sees of deliveries. Seconds are of the mechanism's clock. */
@Injectable()
export class DeliveryMetrics {
  private readonly attempts: Counter<'platform' | 'kind' | 'outcome'>;
  private readonly settled: Counter<'platform' | 'outcome'>;
  private readonly seconds: Histogram<'platform'>;

  constructor({ registry }: Metrics) {
    this.attempts = new Counter({
      name: 'huying_delivery_attempts_total',
      help: 'Requests made to platforms that ended, by what they came to',
      labelNames: ['platform', 'kind', 'outcome'],
      registers: [registry],
    });
    this.settled = new Counter({
      name: 'huying_delivery_settled_total',
      help: 'Deliveries that ended in a lane, by outcome',
      labelNames: ['platform', 'outcome'],
      registers: [registry],
    });
    this.seconds = new Histogram({
      name: 'huying_delivery_attempt_seconds',
      help: 'How long a request to a platform took',
      labelNames: ['platform'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120],
      registers: [registry],
    });
  }

  stepTaken(platform: string, ended: readonly EndedAttempt[], taken: LaneStepTaken): void {
    for (const { lookUp, outcome, startedAt, endedAt } of ended) {
      this.attempts.inc({ platform, kind: lookUp === 0 ? 'send' : 'look-up', outcome: outcome.kind });
      this.seconds.observe({ platform }, (endedAt.getTime() - startedAt.getTime()) / 1_000);
    }
    for (const outcome of taken.settled) this.settled.inc({ platform, outcome });
  }
}
