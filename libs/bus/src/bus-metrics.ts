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
  private readonly parked: Counter<'group' | 'message'>;
  private readonly retried: Counter<'group' | 'message'>;
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
    this.parked = new Counter({
      name: 'huying_bus_parked_total',
      help: 'Messages that were made to wait: failed ones for their next try, others behind them',
      labelNames,
      registers,
    });
    this.retried = new Counter({
      name: 'huying_bus_retried_total',
      help: 'Delayed tries of messages that had failed',
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

  batchHandled(
    registration: Registration,
    counts: { handled: number; repeats: number; parked: number; dead: number },
  ): void {
    const labels = labelsOf(registration);
    this.batchSize.observe({ group: labels.group }, counts.handled + counts.repeats + counts.parked + counts.dead);
    this.handled.inc(labels, counts.handled);
    this.repeated.inc(labels, counts.repeats);
    this.parked.inc(labels, counts.parked);
    this.dead.inc(labels, counts.dead);
  }

  /** A parked key's turn: its first message was tried again, and those behind it were handled if it went well. */
  parkedHandled(registration: Registration, counts: { handled: number; dead: number }): void {
    const labels = labelsOf(registration);
    this.retried.inc(labels);
    this.handled.inc(labels, counts.handled);
    this.dead.inc(labels, counts.dead);
  }
}

function labelsOf({ message, options }: Registration): { group: string; message: string } {
  return { group: options.group, message: message.name };
}
