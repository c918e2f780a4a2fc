import { Injectable } from '@nestjs/common';
import { Gatherer } from './consumer/gatherer.js';
import { FlowMetrics } from './flow-metrics.js';
import { Pauses } from './operators/pauses.js';
import type { Registration } from './registration.js';
import type { RecordBatch } from './transport.js';

/** Where batches come in from the log: turned away while an operator wants rest, else counted, timed and handled as one piece of work. */
@Injectable()
export class BatchEntry {
  constructor(
    private readonly pauses: Pauses,
    private readonly gatherer: Gatherer,
    private readonly flow: FlowMetrics,
  ) {}

  /** To be awaited before the first batch. */
  async open(): Promise<void> {
    await this.pauses.begin();
  }

  /** Resolves when the batch is committed. Rejects when it must come again; with GroupPaused, once that is over. */
  async take(registration: Registration, batch: RecordBatch): Promise<void> {
    const { options, message } = registration;
    this.pauses.check(options.group, message.name);
    const over = this.flow.batchTaken(registration, batch.records);
    let committed = false;
    try {
      await this.gatherer.take(registration, batch);
      committed = true;
    } finally {
      over(committed);
    }
  }
}
