import type { MessageHandler } from '@nestjs/microservices';
import type { DataSource } from 'typeorm';
import { ticketChanged, ticketIdOf, type MessageType, type TicketChanged } from '#libs/contracts';
import { Health, Metrics, SystemClock } from '#libs/runtime';
import { insert, loadStage, update, type LoadStage } from '#libs/store';
import { SampleThing, sampleThing } from './sample-thing.js';
import { AfterBatch, BatchHooks, BeforeBatch } from '../../bus/src/batch-hooks.js';
import type { BusContext } from '../../bus/src/bus-context.js';
import { BusMetrics } from '../../bus/src/bus-metrics.js';
import { BatchConsumer } from '../../bus/src/consumer/batch-consumer.js';
import { readPosition } from '../../bus/src/consumer/position.js';
import { say, type Decision } from '../../bus/src/decision.js';
import { EmbeddedTransport } from '../../bus/src/embedded/embedded.transport.js';
import { topicOf, type LogRecord } from '../../bus/src/envelope.js';
import { OperatorActs } from '../../bus/src/operators/operator-acts.js';
import { Pauses } from '../../bus/src/operators/pauses.js';
import { ParkedKeys } from '../../bus/src/parked/parked-keys.js';
import { ParkedSignal } from '../../bus/src/parked/parked-signal.js';
import { ParkedTurn } from '../../bus/src/parked/parked-turn.js';
import { dueKeys } from '../../bus/src/parked/parked-table.js';
import type { Registration } from '../../bus/src/registration.js';
import { defaultPolicy } from '../../bus/src/recoverability.js';
import { CrashPoints } from './crash-points.js';

const IN = { topic: 'huying.model-in', group: 'model' };
const OUT = topicOf(ticketChanged.name);
const BOUNDS = { maxRecords: 50, maxBytes: 1_000_000 };
const loads = [loadStage(SampleThing, 'id', (body: TicketChanged) => [body.ticketId])];

/**
 * The real consumer and the real turns of parked keys, moved step by step by a test: nothing happens by itself. Its handler
 * adds the message's version to the row of its key, and says as much.
 */
export class LineUnderTest {
  readonly crash: CrashPoints;
  readonly keys: ParkedKeys;
  /** Messages `key/version` at which the handler throws. */
  readonly broken = new Set<string>();
  private transport: EmbeddedTransport;
  private numbered = 0;

  private constructor(readonly dataSource: DataSource) {
    this.crash = new CrashPoints(dataSource);
    this.transport = new EmbeddedTransport(dataSource);
    this.keys = new ParkedKeys(dataSource, new ParkedSignal(), new OperatorActs(dataSource, new SystemClock()));
  }

  static async on(dataSource: DataSource): Promise<LineUnderTest> {
    const line = new LineUnderTest(dataSource);
    await line.transport.prepare([IN.topic, `${IN.topic}.dlt`, OUT].map((topic) => ({ topic, partitions: 2 })));
    return line;
  }

  record(key: string, version: number): LogRecord {
    const ticketId = keyOf(key);
    const body = { ticketId, number: '1', version, status: 'RECEIVED', act: 'told', actor: 'model', at: TIME };
    const type = IN.topic.replace('huying.', '');
    const id = `${key}-${version}-${++this.numbered}`;
    const envelope = { id, type, version: 1, source: '/model', time: TIME, key: ticketId, sequence: version };
    return { topic: IN.topic, envelope, body: JSON.stringify(body) };
  }

  async append(record: LogRecord): Promise<void> {
    await this.transport.append([record]);
  }

  /** A process begins anew: what it held in memory is gone. */
  restart(): void {
    this.transport = new EmbeddedTransport(this.dataSource);
  }

  /** What the log brings next to a partition's owner, or, to one who does not know how far it has come, from further back. */
  async deliver(partition: number, fromTheBeginning: boolean): Promise<void> {
    const place = { ...IN, partition };
    const offset = fromTheBeginning ? 0 : await readPosition(this.dataSource.manager, place);
    const records = await this.transport.read(IN.topic, partition, offset, BOUNDS);
    if (records.length === 0) return;
    const { metrics, clock, hooks } = this.parts();
    const consumer = new BatchConsumer(this.dataSource, this.transport, clock, hooks, metrics, new ParkedSignal());
    await consumer.consume(this.registration(), [{ topic: IN.topic, partition, records, isStale: () => false }]);
  }

  /** Time goes by: every key that waits for its time has its turn. */
  async retry(): Promise<void> {
    await this.dataSource.query(
      "UPDATE bus_parked_key SET due_at = '2020-01-01 00:00:00.000' WHERE state = 'retrying'",
    );
    const { metrics, clock, hooks } = this.parts();
    const pauses = new Pauses(this.dataSource, clock, new OperatorActs(this.dataSource, clock), new Health());
    const turn = new ParkedTurn(this.dataSource, this.transport, clock, hooks, metrics, pauses);
    for (const due of await dueKeys(this.dataSource.manager, [IN.group], new Date(), 100))
      await turn.run([this.registration()], due);
  }

  /** What the row of the key has heard, in order. */
  async heard(key: string): Promise<number[]> {
    const row = await this.dataSource.getRepository(SampleThing).findOneBy({ id: keyOf(key) });
    return row?.body ? row.body.split(',').map(Number) : [];
  }

  /** What was said of the key, in the order of the log. */
  async said(key: string): Promise<number[]> {
    const said: number[] = [];
    for (const partition of [0, 1]) {
      const records = await this.transport.read(OUT, partition, 0, { maxRecords: 10_000, maxBytes: 10_000_000 });
      for (const { envelope, body } of records)
        if (envelope.key === keyOf(key)) said.push((JSON.parse(body) as TicketChanged).version);
    }
    return said;
  }

  at(key: string): { group: string; key: string } {
    return { group: IN.group, key: keyOf(key) };
  }

  private parts(): { metrics: BusMetrics; clock: SystemClock; hooks: BatchHooks } {
    const hooks = new BatchHooks(new BeforeBatch(), new AfterBatch());
    return { metrics: new BusMetrics(new Metrics()), clock: new SystemClock(), hooks };
  }

  private registration(): Registration {
    return {
      message: { ...(ticketChanged as MessageType), name: IN.topic.replace('huying.', '') },
      options: {
        group: IN.group,
        load: loads as unknown as LoadStage<object>[],
        policy: { ...defaultPolicy, delayedTries: [1_000] },
      },
      handler: ((body: TicketChanged, context: BusContext) =>
        Promise.resolve(this.tell(body, context))) as unknown as MessageHandler,
    };
  }

  private tell(body: TicketChanged, { view }: BusContext): Decision {
    const { ticketId, version } = body;
    if (this.broken.has(`${ticketId}/${version}`)) throw new Error(`cannot handle ${version}`);
    const row = view.get(SampleThing, ticketId);
    const change = row
      ? update(SampleThing, row, { body: `${row.body},${version}` })
      : insert(SampleThing, sampleThing(ticketId, { body: String(version) }));
    return { changes: [change], messages: [say(ticketChanged, body, (row?.version ?? 0) + 1)] };
  }

  break(key: string, version: number): void {
    this.broken.add(`${keyOf(key)}/${version}`);
  }
}

const TIME = '2026-11-25T02:00:00.000Z';

function keyOf(key: string): string {
  return ticketIdOf('model', 1, key);
}
