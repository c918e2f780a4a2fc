import { randomUUID } from 'node:crypto';
import type { MessageHandler } from '@nestjs/microservices';
import type { DataSource } from 'typeorm';
import {
  AfterBatch,
  BatchHooks,
  BeforeBatch,
  defaultPolicy,
  type BusContext,
  type Decision,
  type LogRecord,
  type RecordBatch,
  type RecoverabilityPolicy,
  type TopicSpec,
  type Transport,
} from '#libs/bus';
import { ticketChanged, ticketIdOf, type MessageType, type TicketChanged } from '#libs/contracts';
import { Health, Metrics, SystemClock } from '#libs/runtime';
import { insert, loadStage, update, type LoadStage, type View } from '#libs/store';
import { BusMetrics } from '../../bus/src/bus-metrics.js';
import { BatchConsumer } from '../../bus/src/consumer/batch-consumer.js';
import { Gatherer } from '../../bus/src/consumer/gatherer.js';
import { ParkedTurn } from '../../bus/src/parked/parked-turn.js';
import { ParkedWorker } from '../../bus/src/parked/parked-worker.js';
import type { Registration } from '../../bus/src/registration.js';
import { OperatorActs } from '../../bus/src/operators/operator-acts.js';
import { Pauses } from '../../bus/src/operators/pauses.js';
import { ParkedSignal } from '../../bus/src/parked/parked-signal.js';
import { SampleThing, sampleThing } from './sample-thing.js';

/** A topic and a group of one test, on brokers that others use too. */
export class BusLine {
  readonly topic: string;
  readonly group: string;
  /** To be set before `join`. */
  policy: RecoverabilityPolicy = { ...defaultPolicy, delayedTries: [100, 100], followers: 'hold' };
  readonly signal = new ParkedSignal();
  /** The newest version of the message that its processes know; to be set before `join`. */
  version = 1;
  /** What the handler does before it decides; may throw, or never end. */
  before: (ticketId: string, version: number) => void | Promise<void> = () => {};
  /** What it writes, besides, into the row of the key. */
  extra: (version: number) => Partial<SampleThing> = () => ({});
  private readonly broken = new Set<string>();

  /** @param name of both; another process that knows it is on the same line */
  constructor(readonly name: string = randomUUID().slice(0, 8)) {
    this.topic = `huying.line-${name}`;
    this.group = `line-${name}`;
  }

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
        type: this.topic.replace('huying.', ''),
        version: 1,
        source: '/test',
        time: body.at,
        key: ticketId,
        sequence: version,
      },
      body: JSON.stringify({ ...body, ...(padding ? { padding } : {}) }),
    };
  }

  /** What `prepare` of the transport needs. */
  topics(partitions = 3): TopicSpec[] {
    return [this.topic, `${this.topic}.dlt`].map((topic) => ({ topic, partitions }));
  }

  /** While it is broken, the handler throws at that message. */
  break(key: string, version: number): void {
    this.broken.add(`${ticketIdOf('line', 1, key)}/${version}`);
  }

  mend(): void {
    this.broken.clear();
  }

  /**
   * Joins the group: the real batch consumer, whose handler adds each version to the row of its key, and the real worker of
   * parked keys.
   */
  async join(transport: Transport, dataSource: DataSource): Promise<() => Promise<void>> {
    const { hooks, metrics, clock, consumer } = this.parts(transport, dataSource);
    const pauses = new Pauses(dataSource, clock, new OperatorActs(dataSource, clock), new Health());
    const worker = new ParkedWorker(
      dataSource,
      new ParkedTurn(dataSource, transport, clock, hooks, metrics, pauses),
      this.signal,
    );
    const registration = this.registration();
    const gatherer = new Gatherer(consumer);
    const subscription = await transport.subscribe(this.group, [this.topic], (batch) =>
      gatherer.take(registration, batch),
    );
    worker.start([registration]);
    return async () => {
      await Promise.all([subscription.stop(), worker.stop()]);
    };
  }

  /** Handles one batch, as a member of the group would. */
  async consume(transport: Transport, dataSource: DataSource, batch: RecordBatch): Promise<void> {
    await this.parts(transport, dataSource).consumer.consume(this.registration(), [batch]);
  }

  /** Hands in batches as a member does that has fetched them together. */
  hand(
    transport: Transport,
    dataSource: DataSource,
    batches: readonly RecordBatch[],
  ): Promise<PromiseSettledResult<void>[]> {
    const gatherer = new Gatherer(this.parts(transport, dataSource).consumer);
    const registration = this.registration();
    return Promise.allSettled(batches.map((batch) => gatherer.take(registration, batch)));
  }

  /** What the row of the key has heard, in order: `1,2,3`. */
  async heard(dataSource: DataSource, key: string): Promise<string> {
    const row = await dataSource.getRepository(SampleThing).findOneBy({ id: ticketIdOf('line', 1, key) });
    return row?.body ?? '';
  }

  private parts(transport: Transport, dataSource: DataSource) {
    const hooks = new BatchHooks(new BeforeBatch(), new AfterBatch());
    const metrics = new BusMetrics(new Metrics());
    const clock = new SystemClock();
    const consumer = new BatchConsumer(dataSource, transport, clock, hooks, metrics, this.signal);
    return { hooks, metrics, clock, consumer };
  }

  private registration(): Registration {
    return {
      // Its own name in the place of the real one: the topic is made from it.
      message: { ...(ticketChanged as MessageType), name: this.topic.replace('huying.', ''), version: this.version },
      options: { group: this.group, load: LOAD as unknown as LoadStage<object>[], policy: this.policy },
      handler: ((body: TicketChanged, context: BusContext) => this.tell(body, context)) as unknown as MessageHandler,
    };
  }

  private async tell({ ticketId, version }: TicketChanged, { view }: { view: View }): Promise<Decision> {
    if (this.broken.has(`${ticketId}/${version}`)) throw new Error(`cannot handle ${version}`);
    await this.before(ticketId, version);
    const row = view.get(SampleThing, ticketId);
    const extra = this.extra(version);
    const change = row
      ? update(SampleThing, row, { body: `${row.body},${version}`, ...extra })
      : insert(SampleThing, sampleThing(ticketId, { body: String(version), ...extra }));
    return { changes: [change] };
  }
}

const LOAD = [loadStage(SampleThing, 'id', (body: TicketChanged) => [body.ticketId])];
