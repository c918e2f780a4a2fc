import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { Metrics } from '#libs/runtime';
import type { EndedAttempt, LaneStepTaken } from './actions/lane-step.js';
import { BREAKER_STATES } from './domain/breaker.js';

/** What Prometheus sees of deliveries. Seconds are of the mechanism's clock. */
@Injectable()
export class DeliveryMetrics {
  private readonly attempts: Counter<'platform' | 'kind' | 'outcome'>;
  private readonly settled: Counter<'platform' | 'outcome'>;
  private readonly seconds: Histogram<'platform'>;
  private readonly breaker: Gauge<'platform' | 'state'>;

  constructor({ registry }: Metrics) {
    this.attempts = new Counter({
      name: 'huying_delivery_attempts_total',
      help: 'Requests made to platforms that ended, by what they came to.',
      labelNames: ['platform', 'kind', 'outcome'],
      registers: [registry],
    });
    this.settled = new Counter({
      name: 'huying_delivery_settled_total',
      help: 'Deliveries that ended in a lane, by outcome.',
      labelNames: ['platform', 'outcome'],
      registers: [registry],
    });
    this.seconds = new Histogram({
      name: 'huying_delivery_attempt_seconds',
      help: 'How long a request to a platform took.',
      labelNames: ['platform'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120],
      registers: [registry],
    });
    this.breaker = new Gauge({
      name: 'huying_delivery_breaker',
      help: '1 for the state that the breaker of the platform is in.',
      labelNames: ['platform', 'state'],
      registers: [registry],
    });
  }

  stepTaken(platform: string, ended: readonly EndedAttempt[], taken: LaneStepTaken): void {
    for (const { lookUp, outcome, startedAt, endedAt } of ended) {
      this.attempts.inc({ platform, kind: lookUp === 0 ? 'send' : 'look-up', outcome: outcome.kind });
      this.seconds.observe({ platform }, (endedAt.getTime() - startedAt.getTime()) / 1_000);
    }
    for (const outcome of taken.settled) this.settled.inc({ platform, outcome });
    for (const state of BREAKER_STATES) this.breaker.set({ platform, state }, taken.breaker.state === state ? 1 : 0);
  }
}
