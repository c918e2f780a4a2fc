import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { afterAll, describe, expect, it } from 'vitest';
import { inTransaction, insertRows } from '#libs/store';
import { CrashPoints, SampleLine, sampleSchema, testDatabases } from '#libs/testing';
import { busSchema } from '../bus-schema.js';
import type { LogRecord } from '../envelope.js';
import type { OutgoingMessage } from '../kafka/kafka-message.js';
import { Outbox } from './outbox.js';
import { OutboxRelay } from './outbox-relay.js';

type Mood = 'well' | 'away' | 'takes it and says nothing' | 'takes half';

/** The brokers, as outsiders may behave. */
class Brokers {
  mood: Mood = 'well';
  readonly log: LogRecord[] = [];

  append(records: readonly LogRecord[]): Promise<void> {
    const taken = {
      well: records.length,
      away: 0,
      'takes it and says nothing': records.length,
      'takes half': Math.floor(records.length / 2),
    };
    this.log.push(...records.slice(0, taken[this.mood]));
    return this.mood === 'well' || records.length === 0 ? Promise.resolve() : Promise.reject(new Error(this.mood));
  }
}

/** Two processes on one database, moved step by step. */
class Processes {
  readonly brokers = new Brokers();
  readonly crash: CrashPoints;
  /** Commits whose messages are not published yet. */
  readonly pending: (() => Promise<void>)[] = [];
  private readonly outboxes: { outbox: Outbox; relay: OutboxRelay }[] = [];
  private numbered = 0;

  constructor(private readonly dataSource: DataSource) {
    this.crash = new CrashPoints(dataSource);
    this.restart(0);
    this.restart(1);
  }

  restart(process: number): void {
    const log = {
      encode: (record: LogRecord) => ({ record, partition: 0, size: record.body.length, tail: Buffer.alloc(0) }),
      unsendable: () => undefined,
      append: (messages: readonly OutgoingMessage[]) => this.brokers.append(messages.map(({ record }) => record)),
      isTooLarge: () => false,
    };
    const relay = new OutboxRelay(this.dataSource, log);
    this.outboxes[process] = { relay, outbox: new Outbox(this.dataSource, log, relay) };
  }

  /** One transaction that says one message for each of the keys; true when it was committed, whatever happened after. */
  async say(process: number, records: readonly LogRecord[], dieAt: number): Promise<boolean> {
    const { outbox } = this.outboxes[process] as { outbox: Outbox };
    const mark = `t${++this.numbered}`;
    const died = await this.crash.during(dieAt, async () => {
      const publish = await inTransaction(this.dataSource, async (manager) => {
        await insertRows(manager, SampleLine, [
          Object.assign(new SampleLine(), { thingId: mark, number: 1, text: '' }),
        ]);
        return outbox.write(manager, records);
      });
      this.pending.push(publish);
    });
    if (died) this.restart(process);
    return (await this.dataSource.getRepository(SampleLine).countBy({ thingId: mark })) === 1;
  }

  async relay(process: number, dieAt: number): Promise<void> {
    const { relay } = this.outboxes[process] as { relay: OutboxRelay };
    const died = await this.crash.during(dieAt, () => relay['turn']().catch((error: Error) => this.unlessAway(error)));
    if (died) this.restart(process);
  }

  /** Rows get old, and the claims of those that died lapse. */
  async wait(): Promise<void> {
    await this.dataSource.query("UPDATE bus_outbox SET created_at = '2020-01-01 00:00:00.000'");
    await this.dataSource.query("UPDATE bus_outbox_claim SET until_at = '2020-01-01 00:00:00.000'");
  }

  async left(): Promise<number> {
    const rows = (await this.dataSource.query('SELECT COUNT(*) AS n FROM bus_outbox')) as [{ n: unknown }];
    return Number(rows[0].n);
  }

  private unlessAway(error: Error): void {
    if (this.brokers.mood === 'well' || error.message !== this.brokers.mood) throw error;
  }
}

/** How many messages of each key were committed: these, and only these, must appear. */
type Model = Map<string, number>;
type Command = fc.AsyncCommand<Model, Processes>;

const KEYS = ['a', 'b', 'c'];
const always = { check: () => true };

function recordOf(key: string, sequence: number, attempt: number): LogRecord {
  const envelope = {
    id: `${key}-${sequence}-${attempt}`,
    type: 'm',
    version: 1,
    source: '/m',
    time: TIME,
    key,
    sequence,
  };
  return { topic: 'huying.m', envelope, body: '{}' };
}
const TIME = '2026-11-25T02:00:00.000Z';

let attempts = 0;
const say = (process: number, keys: string[], dieAt: number): Command => ({
  ...always,
  toString: () => `${process} says ${keys.join()}, dies at step ${dieAt}`,
  async run(model, real) {
    const records = keys.map((key) => recordOf(key, (model.get(key) ?? 0) + 1, ++attempts));
    if (await real.say(process, records, dieAt)) for (const key of keys) model.set(key, (model.get(key) ?? 0) + 1);
  },
});
const publish = (which: number, dieAt: number): Command => ({
  ...always,
  toString: () => `publishes commit ${which}, dies at step ${dieAt}`,
  async run(_, real) {
    const [one] = real.pending.splice(which % Math.max(1, real.pending.length), 1);
    if (one) await real.crash.during(dieAt, one);
  },
});
const die = (process: number): Command => ({
  ...always,
  toString: () => `${process} dies before it has published`,
  run(_, real) {
    real.pending.length = 0;
    real.restart(process);
    return Promise.resolve();
  },
});
const relay = (process: number, dieAt: number): Command => ({
  ...always,
  toString: () => `${process} relays, dies at step ${dieAt}`,
  run: (_, real) => real.relay(process, dieAt),
});
const bothRelay: Command = {
  ...always,
  toString: () => 'both relay at once, while a commit is published',
  async run(_, real) {
    await Promise.all([real.relay(0, Infinity), real.pending.shift()?.(), real.relay(1, Infinity)]);
  },
};
const mood = (is: Mood): Command => ({
  ...always,
  toString: () => `the log: ${is}`,
  run(_, real) {
    real.brokers.mood = is;
    return Promise.resolve();
  },
});
const wait: Command = { ...always, toString: () => 'time goes by', run: (_, real) => real.wait() };

const process = fc.integer({ min: 0, max: 1 });
const dieAt = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constant(Number.POSITIVE_INFINITY));
const some = fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 1, maxLength: 3 });
const commands = [
  fc.tuple(process, some, dieAt).map(([who, keys, at]) => say(who, keys, at)),
  fc.tuple(process, some).map(([who, keys]) => say(who, keys, Number.POSITIVE_INFINITY)),
  fc.tuple(fc.nat(5), dieAt).map(([which, at]) => publish(which, at)),
  process.map(die),
  fc.tuple(process, dieAt).map(([who, at]) => relay(who, at)),
  fc.constant(bothRelay),
  fc.constantFrom<Mood>('well', 'away', 'takes it and says nothing', 'takes half').map(mood),
  fc.constant(wait),
];

async function comeToRest(real: Processes): Promise<void> {
  real.brokers.mood = 'well';
  for (let round = 0; round < 20; round++) {
    await real.wait();
    await real.relay(round % 2, Number.POSITIVE_INFINITY);
    if ((await real.left()) === 0) return;
  }
  throw new Error('the outbox does not drain');
}

describe.each(await testDatabases())('the outbox on $name, whatever happens in between', (database) => {
  afterAll(() => database.drop());

  it('says what was committed and nothing else, first appearances in order', async () => {
    Logger.overrideLogger(false);
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: '+1' }), async (cmds) => {
        const dataSource = await database.open([busSchema, sampleSchema]);
        try {
          const real = new Processes(dataSource);
          const model: Model = new Map();
          await fc.asyncModelRun(() => ({ model, real }), cmds);
          await comeToRest(real);
          for (const key of KEYS) {
            const seen = real.brokers.log.filter(({ envelope }) => envelope.key === key);
            const first = [...new Set(seen.map(({ envelope }) => envelope.sequence))];
            expect(first).toEqual(Array.from({ length: model.get(key) ?? 0 }, (_, index) => index + 1));
            // One message for each: a repeat is the same message.
            expect(new Set(seen.map(({ envelope }) => envelope.id)).size).toBe(first.length);
          }
        } finally {
          await dataSource.destroy();
        }
      }),
      { numRuns: database.name === 'sqlite' ? 150 : 25 },
    );
  }, 120_000);
});
