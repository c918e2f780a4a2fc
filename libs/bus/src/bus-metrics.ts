import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { Metrics } from '#libs/runtime';
import type { Registration } from './registration.js';

/** What the bus counts, by group and message type. */
@Injectable()
export class BusMetrics {
  private readonly handled: Counter<'group' | 'message'>;
  private readonly repeated: Counter<'group' | 'message'>;
  private readonly dead: Counter<'group' | 'message'>;
  private readonly batchSize: Histogram<'group'>;

  constructor(metrics: Metrics) {
    const registers = [metrics.registry];
    const labelNames = ['group', 'message'] as const;
    this.handled = new Counter({
      name: 'huying_bus_handled_total',
      help: 'Messages handled, each once',
      labelNames,
      registers,
    });
    this.repeated = new Counter({
      name: 'huying_bus_repeated_total',
      help: 'Messages skipped because the group had handled them',
      labelNames,
      registers,
    });
    this.dead = new Counter({
      name: 'huying_bus_dead_letters_total',
      help: 'Messages that became dead letters',
      labelNames,
      registers,
    });
    this.batchSize = new Histogram({
      name: 'huying_bus_batch_messages',
      help: 'Messages in one transaction',
      labelNames: ['group'],
      buckets: [1, 2, 5, 10, 50, 100, 500, 2000],
      registers,
    });
  }

  batchHandled({ message, options }: Registration, counts: { handled: number; repeats: number; dead: number }): void {
    const labels = { group: options.group, message: message.name };
    this.batchSize.observe({ group: options.group }, counts.handled + counts.repeats + counts.dead);
    this.handled.inc(labels, counts.handled);
    this.repeated.inc(labels, counts.repeats);
    this.dead.inc(labels, counts.dead);
  }
}
