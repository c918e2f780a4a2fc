import { Injectable } from '@nestjs/common';
import { inTrace, startTrace } from '#libs/runtime';
import type { Registration } from '../registration.js';
import type { RecordBatch } from '../transport.js';
import { BatchConsumer } from './batch-consumer.js';

/** Records of one transaction: what it holds in memory stays bounded, and a larger one is hardly cheaper. */
const FULL = 500;
/** Transactions of one handler at a time, while each is full. */
const AT_ONCE = 3;

interface Waiting {
  readonly batch: RecordBatch;
  resolve(): void;
  reject(error: unknown): void;
}

interface Desk {
  running: number;
  waiting: Waiting[];
}

/**
 * Puts the batches of a handler's partitions that are there at the same time into one transaction: a topic has many partitions
 * so that many members can share it, and each would else pay for a transaction of its own, however few its records. A lone
 * batch does not wait; under load, one gathers while another is written.
 */
@Injectable()
export class Gatherer {
  private readonly desks = new Map<Registration, Desk>();

  constructor(private readonly consumer: BatchConsumer) {}

  /** Resolves when the batch is committed. Rejects when it must come again, whatever became of those it was put together with. */
  take(registration: Registration, batch: RecordBatch): Promise<void> {
    const desk = this.desks.get(registration) ?? { running: 0, waiting: [] };
    this.desks.set(registration, desk);
    const taken = new Promise<void>((resolve, reject) => desk.waiting.push({ batch, resolve, reject }));
    // What was fetched together comes in one breath.
    setImmediate(() => this.begin(registration, desk));
    return taken;
  }

  private begin(registration: Registration, desk: Desk): void {
    while (desk.waiting.length > 0 && (desk.running === 0 || (desk.running < AT_ONCE && isFull(desk.waiting)))) {
      const together = desk.waiting.splice(0, countOfFull(desk.waiting));
      desk.running++;
      void inTrace(startTrace(), () => this.handle(registration, together)).then(() => {
        desk.running--;
        this.begin(registration, desk);
      });
    }
  }

  private async handle(registration: Registration, together: readonly Waiting[]): Promise<void> {
    try {
      await this.consumer.consume(
        registration,
        together.map(({ batch }) => batch),
      );
      for (const { resolve } of together) resolve();
    } catch (error) {
      if (together.length > 1) await this.handleApart(registration, together);
      else together[0]?.reject(error);
    }
  }

  /** One of them can't be written, or belongs to somebody else by now: the others must not come again for it. */
  private async handleApart(registration: Registration, together: readonly Waiting[]): Promise<void> {
    for (const { batch, resolve, reject } of together)
      await this.consumer.consume(registration, [batch]).then(resolve, reject);
  }
}

function isFull(waiting: readonly Waiting[]): boolean {
  return waiting.reduce((sum, { batch }) => sum + batch.records.length, 0) >= FULL;
}

/** How many of them, from the first on, make up a full transaction; at least one. */
function countOfFull(waiting: readonly Waiting[]): number {
  let records = 0;
  const over = waiting.findIndex(({ batch }) => (records += batch.records.length) > FULL);
  return over < 0 ? waiting.length : Math.max(1, over);
}
