import { randomUUID } from 'node:crypto';
import type { MessageHandler } from '@nestjs/microservices';
import type { DataSource } from 'typeorm';
import { AfterBatch, BatchHooks, BeforeBatch, defaultPolicy, type LogRecord, type Transport } from '#libs/bus';
import { ticketChanged, ticketIdOf, type MessageType, type TicketChanged } from '#libs/contracts';
import { Metrics, SystemClock } from '#libs/runtime';
import { insert, loadStage, update, type Change, type LoadStage, type View } from '#libs/store';
import { BusMetrics } from '../../bus/src/bus-metrics.js';
import { BatchConsumer } from '../../bus/src/consumer/batch-consumer.js';
import { SampleThing, sampleThing } from './sample-thing.js';

/** A topic and a group of one test, on brokers that others use too. */
export class BusLine {
  readonly topic = `huying.line-${randomUUID().slice(0, 8)}`;
  readonly group = `line-${randomUUID().slice(0, 8)}`;

  /** A message of the key's aggregate; `text` is what it adds to the key's row. */
  record(key: string, version: number, padding = ''): LogRecord {
    const ticketId = ticketIdOf('line', 1, key);
    const body: TicketChanged = {
      ticketId,
      number: '1',
      version,
      status: 'RECEIVED',
      act: 'told',
      actor: 'line',
      at: '2026-11-25T02:00:00.000Z',
    };
    return {
      topic: this.topic,
      envelope: {
        id: randomUUID(),
        type: ticketChanged.name,
        version: 1,
        source: '/test',
        time: body.at,
        key: ticketId,
        sequence: version,
      },
      body: JSON.stringify({ ...body, ...(padding ? { padding } : {}) }),
    };
  }

  /** Joins the group: the real batch consumer, whose handler adds each version to the row of its key. */
  async join(transport: Transport, dataSource: DataSource): Promise<() => Promise<void>> {
    const hooks = new BatchHooks(new BeforeBatch(), new AfterBatch());
    const consumer = new BatchConsumer(dataSource, transport, new SystemClock(), hooks, new BusMetrics(new Metrics()));
    const registration = {
      message: ticketChanged as MessageType,
      options: { group: this.group, load: LOAD as unknown as LoadStage<object>[], policy: defaultPolicy },
      handler: tell as unknown as MessageHandler,
    };
    const subscription = await transport.subscribe(this.group, [this.topic], (batch) =>
      consumer.consume(registration, batch),
    );
    return () => subscription.stop();
  }

  /** What the row of the key has heard, in order: `1,2,3`. */
  async heard(dataSource: DataSource, key: string): Promise<string> {
    const row = await dataSource.getRepository(SampleThing).findOneBy({ id: ticketIdOf('line', 1, key) });
    return row?.body ?? '';
  }
}

const LOAD = [loadStage(SampleThing, 'id', (body: TicketChanged) => [body.ticketId])];

function tell({ ticketId, version }: TicketChanged, { view }: { view: View }): { changes: Change[] } {
  const row = view.get(SampleThing, ticketId);
  if (!row) return { changes: [insert(SampleThing, sampleThing(ticketId, { body: String(version) }))] };
  return { changes: [update(SampleThing, row, { body: `${row.body},${version}` })] };
}
