import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { LineUnderTest, sampleSchema, testDatabases } from '#libs/testing';
import { busSchema } from '../bus-schema.js';
import type { LogRecord } from '../envelope.js';

/** What must come of it: every message once, in the order of the log, but for those that a person has skipped. */
interface Model {
  readonly appended: Map<string, LogRecord[]>;
  readonly skipped: Set<string>;
}
type Command = fc.AsyncCommand<Model, LineUnderTest>;

const KEYS = ['a', 'b', 'c'];
const key = fc.constantFrom(...KEYS);
const operator = { actor: 'model', reason: 'chance' };
const always = { check: () => true };

const append = (of: string): Command => ({
  ...always,
  toString: () => `append ${of}`,
  async run({ appended }, line) {
    const before = appended.get(of) ?? [];
    const record = line.record(of, before.length + 1);
    appended.set(of, [...before, record]);
    await line.append(record);
  },
});

const repeat = (of: string, which: number): Command => ({
  check: ({ appended }) => appended.has(of),
  toString: () => `append again ${of} ${which}`,
  async run({ appended }, line) {
    const all = appended.get(of) as LogRecord[];
    await line.append(all[which % all.length] as LogRecord);
  },
});

const breakNext = (of: string): Command => ({
  ...always,
  toString: () => `break the next of ${of}`,
  run({ appended }, line) {
    line.break(of, (appended.get(of)?.length ?? 0) + 1);
    return Promise.resolve();
  },
});

const mend: Command = {
  ...always,
  toString: () => 'mend',
  run(_, line) {
    line.broken.clear();
    return Promise.resolve();
  },
};

const dying = (what: string, at: number, work: (line: LineUnderTest) => Promise<void>): Command => ({
  ...always,
  toString: () => `${what}, dies at step ${at}`,
  async run(_, line) {
    if (await line.crash.during(at, () => work(line))) line.restart();
  },
});

const twoOwners = (partition: number): Command => ({
  ...always,
  toString: () => `two owners of ${partition} at once`,
  async run(_, line) {
    await Promise.all([line.deliver(partition, true), line.deliver(partition, false)]);
  },
});

const retry: Command = { ...always, toString: () => 'retry', run: (_, line) => line.retry() };

const release = (of: string): Command => ({
  ...always,
  toString: () => `release ${of}`,
  run: (_, line) => line.keys.release(line.at(of), operator).catch(() => undefined),
});

const hold = (of: string): Command => ({
  ...always,
  toString: () => `hold ${of}`,
  run: (_, line) => line.keys.hold(line.at(of), operator).catch(() => undefined),
});

const skip = (of: string): Command => ({
  ...always,
  toString: () => `skip the first of ${of}`,
  async run({ skipped }, line) {
    const [first] = await line.keys.messages(line.at(of), { limit: 1 });
    if (!first) return;
    await line.keys.skip({ ...line.at(of), messageId: first.messageId }, operator);
    skipped.add(first.messageId);
  },
});

const step = fc.integer({ min: 1, max: 40 });
const partition = fc.integer({ min: 0, max: 1 });
const commands = [
  key.map(append),
  key.map(append),
  fc.tuple(key, fc.nat(5)).map(([of, which]) => repeat(of, which)),
  key.map(breakNext),
  fc.constant(mend),
  fc
    .tuple(partition, fc.boolean(), step)
    .map(([of, all, at]) =>
      dying(`deliver ${of}${all ? ' from the beginning' : ''}`, at, (line) => line.deliver(of, all)),
    ),
  fc.tuple(partition).map(([of]) => dying(`deliver ${of}`, 1_000, (line) => line.deliver(of, false))),
  step.map((at) => dying('retry', at, (line) => line.retry())),
  fc.constant(retry),
  partition.map(twoOwners),
  key.map(release),
  key.map(hold),
  key.map(skip),
];

/** Everything is mended, released, delivered and tried until nothing is left. */
async function comeToRest(line: LineUnderTest): Promise<void> {
  line.broken.clear();
  line.restart();
  for (let round = 0; round < 60; round++) {
    for (const which of [0, 1]) await line.deliver(which, false);
    const parked = await line.keys.list({ limit: 100 });
    if (round > 0 && parked.length === 0) return;
    for (const one of parked) await line.keys.release({ group: one.group, key: one.key }, operator);
    await line.retry();
  }
  throw new Error('it does not come to rest');
}

describe.each(await testDatabases())('whatever happens in between, on $name', (database) => {
  afterAll(() => database.drop());
  const numRuns = database.name === 'sqlite' ? 120 : 25;

  it('every message is handled and said once, in order, as in a run without crashes', async () => {
    Logger.overrideLogger(false);
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: '+1' }), async (cmds) => {
        const dataSource = await database.open([busSchema, sampleSchema]);
        try {
          const line = await LineUnderTest.on(dataSource);
          const model: Model = { appended: new Map(), skipped: new Set() };
          await fc.asyncModelRun(() => ({ model, real: line }), cmds);
          await comeToRest(line);
          for (const name of KEYS) {
            const due = (model.appended.get(name) ?? []).filter(({ envelope }) => !model.skipped.has(envelope.id));
            const versions = due.map(({ envelope }) => envelope.sequence);
            expect(await line.heard(name)).toEqual(versions);
            expect(await line.said(name)).toEqual(versions);
          }
        } finally {
          await dataSource.destroy();
        }
      }),
      { numRuns },
    );
  }, 120_000);
});
