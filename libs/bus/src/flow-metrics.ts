import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { Clock, Metrics } from '#libs/runtime';
import type { LogRecord, StoredRecord } from './envelope.js';
import type { Registration } from './registration.js';
import { Transport } from './transport.js';

/** What flows into the log and out of it again, by message type. Ages are of the mechanism's clock. */
@Injectable()
export class FlowMetrics {
  private readonly published: Counter<'message'>;
  private readonly consumed: Counter<'group' | 'message'>;
  private readonly batchSeconds: Histogram<'group' | 'outcome'>;
  private readonly age: Histogram<'group' | 'message'>;

  constructor(
    { registry }: Metrics,
    transport: Transport,
    private readonly clock: Clock,
  ) {
    const registers = [registry];
    this.published = new Counter({
      name: 'huying_bus_published_total',
      help: 'Messages that the log has taken from this process, repeats included',
      labelNames: ['message'],
      registers,
    });
    this.consumed = new Counter({
      name: 'huying_bus_consumed_total',
      help: 'Messages that were handed to a group, repeats included',
      labelNames: ['group', 'message'],
      registers,
    });
    this.batchSeconds = new Histogram({
      name: 'huying_bus_batch_seconds',
      help: 'Time of one batch: load, decide, write, commit, and publish what it says',
      labelNames: ['group', 'outcome'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
      registers,
    });
    this.age = new Histogram({
      name: 'huying_bus_message_age_seconds',
      help: 'Age of a message, from when it was said to when the group had committed what it means',
      labelNames: ['group', 'message'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600, 3_600],
      registers,
    });
    transport.appended = (records) => this.countPublished(records);
  }

  /** Call it when a batch arrives, and what it returns when the batch is over. */
  batchTaken({ options, message }: Registration, records: readonly StoredRecord[]): (committed: boolean) => void {
    const labels = { group: options.group, message: message.name };
    const began = performance.now();
    this.consumed.inc(labels, records.length);
    return (committed) => {
      const outcome = committed ? 'committed' : 'failed';
      this.batchSeconds.observe({ group: options.group, outcome }, (performance.now() - began) / 1_000);
      if (!committed) return;
      const now = this.clock.now().getTime();
      for (const { envelope } of records) {
        // What is unreadable may name no time.
        const age = (now - Date.parse(envelope.time)) / 1_000;
        if (Number.isFinite(age)) this.age.observe(labels, Math.max(0, age));
      }
    };
  }

  private countPublished(records: readonly LogRecord[]): void {
    const counts = new Map<string, number>();
    for (const { envelope } of records) counts.set(envelope.type, (counts.get(envelope.type) ?? 0) + 1);
    for (const [message, count] of counts) this.published.inc({ message }, count);
  }
}
