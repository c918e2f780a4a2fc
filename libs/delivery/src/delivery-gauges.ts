import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Clock, Metrics, scraped } from '#libs/runtime';
import { MOST_COUNTED, QueueStates, type QueueState } from './actions/queue-states.js';
import { BREAKER_STATES } from './domain/breaker.js';

/** How the queues of the platforms stand, looked at when somebody scrapes. Seconds are of the mechanism's clock. */
@Injectable()
export class DeliveryGauges {
  constructor({ registry }: Metrics, queues: QueueStates, clock: Clock) {
    const states = scraped(() => queues.read());
    const each = async (set: (state: QueueState) => void): Promise<void> => ((await states()) ?? []).forEach(set);
    const breaker = new Gauge({
      name: 'huying_delivery_breaker',
      help: '1 for the state that the breaker of the platform is in',
      labelNames: ['platform', 'state'],
      registers: [registry],
      collect: () =>
        each((queue) => {
          for (const state of BREAKER_STATES)
            breaker.set({ platform: queue.platform, state }, queue.breaker === state ? 1 : 0);
        }),
    });
    const open = new Gauge({
      name: 'huying_delivery_open_deliveries',
      help: `Deliveries that are not settled; ${MOST_COUNTED} also stands for more`,
      labelNames: ['platform'],
      registers: [registry],
      collect: () => each((queue) => open.set({ platform: queue.platform }, queue.open)),
    });
    const oldest = new Gauge({
      name: 'huying_delivery_oldest_due_seconds',
      help: 'How long the delivery that is next has been due; 0 when none is',
      labelNames: ['platform'],
      registers: [registry],
      collect: () =>
        each(({ platform, nextAt }) => {
          const seconds = nextAt ? (clock.now().getTime() - nextAt.getTime()) / 1_000 : 0;
          oldest.set({ platform }, Math.max(0, seconds));
        }),
    });
  }
}
