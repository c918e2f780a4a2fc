import { writeSync } from 'node:fs';
import { openDatabase } from '#libs/store';
import { busSchema, type RecordBatch } from '#libs/bus';
import { KafkaTransport } from '../../bus/src/kafka/kafka.transport.js';
import { BusLine } from './bus-line.js';
import { sampleSchema } from './sample-thing.js';
import { testKafkaOptions } from './transports.js';

/** What a member that is a process of its own has to know; its only argument, as JSON. */
export interface BusMemberOptions {
  readonly brokers: readonly string[];
  readonly databaseUrl: string;
  /** Of the BusLine. */
  readonly line: string;
  readonly partitions: number;
  /** Stops itself once, as SIGSTOP does, at the first batch with a message of this version: before its transaction, or within. */
  readonly stopAt: { readonly version: number; readonly where: 'before' | 'within' };
}

const { brokers, databaseUrl, line: name, partitions, stopAt } = JSON.parse(process.argv[2] ?? '') as BusMemberOptions;
let mayStop = true;

function stopHere(where: BusMemberOptions['stopAt']['where'], version: number): void {
  if (!mayStop || where !== stopAt.where || version < stopAt.version) return;
  mayStop = false;
  writeSync(1, 'stopped\n');
  process.kill(process.pid, 'SIGSTOP');
}

const dataSource = await openDatabase(databaseUrl, [busSchema, sampleSchema]);
const transport = new KafkaTransport(dataSource, testKafkaOptions(brokers));
const line = new BusLine(name);
line.before = (_ticketId, version) => stopHere('within', version);
const subscribe = transport.subscribe.bind(transport);
transport.subscribe = (group, topics, onBatch) =>
  subscribe(group, topics, async (batch: RecordBatch) => {
    stopHere('before', Math.max(...batch.records.map(({ envelope }) => envelope.sequence)));
    await onBatch(batch);
    writeSync(1, 'handled\n');
  });
await transport.prepare(line.topics(partitions));
await line.join(transport, dataSource);
writeSync(1, 'joined\n');
