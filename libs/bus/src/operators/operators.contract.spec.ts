import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ticketChanged, ticketIdOf, type MessageType } from '#libs/contracts';
import { Health, Jobs, RuntimeModule, Settings } from '#libs/runtime';
import { StoreModule } from '#libs/store';
import { ownKafka, testDatabases } from '#libs/testing';
import { Heard, ListeningPart } from '../../../testing/src/listening-part.js';
import { BeforeBatch } from '../batch-hooks.js';
import { busSchema } from '../bus-schema.js';
import { BusModule } from '../bus.module.js';
import { connectBus } from '../connect-bus.js';
import { Publisher } from '../publisher.js';
import { OperatorActs } from './operator-acts.js';
import { Pauses } from './pauses.js';

const broker = await ownKafka();
const databases = await testDatabases();
const OPERATOR = { actor: 'op', reason: 'the register is being mended' };
const KEYS = Array.from({ length: 8 }, (_, index) => ticketIdOf('operators', 1, `k${index}`));

let numbered = 0;

/** One change of every key. */
function round(): { type: MessageType; body: object; id: string }[] {
  const version = ++numbered;
  return KEYS.map((ticketId) => {
    const told = { version, status: 'CLOSED', act: 'x', actor: 'x', at: '2026-11-25T02:00:00.000Z' };
    return {
      type: ticketChanged as MessageType,
      body: { ticketId, number: '1', ...told },
      id: `${ticketId}-${version}`,
    };
  });
}

const places = [
  { name: 'the embedded log', busTransport: 'embedded' as const, database: databases[0], here: true },
  { name: 'Kafka', busTransport: 'kafka' as const, database: databases.at(-1), here: broker !== undefined },
].filter(({ here }) => here);

afterAll(async () => {
  await broker?.stop();
  for (const database of databases) await database.drop();
});

describe.each(places)('operators on $name', ({ busTransport, database }) => {
  let url: string;
  const open: NestFastifyApplication[] = [];

  /** A process: one that handles, or one like the console, which does not. */
  async function start(parts: (typeof ListeningPart)[] = [ListeningPart]): Promise<NestFastifyApplication> {
    const settings = Object.assign(new Settings(), { databaseUrl: url, busTransport, kafkaBrokers: broker?.broker });
    const imports = [
      RuntimeModule.forRoot(settings),
      StoreModule.forRoot({ schemas: [busSchema] }),
      BusModule.forRoot({ partitions: 3, whole: false, standstillMilliseconds: 3_000 }),
      ...parts,
    ];
    const module = { module: class Parts {}, imports };
    const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
      logger: false,
      abortOnError: false,
    });
    connectBus(app);
    await app.init();
    await app.startAllMicroservices();
    await app.get(Jobs).begin();
    open.push(app);
    return app;
  }
  const heardBy = (...apps: NestFastifyApplication[]): number =>
    apps.reduce((sum, app) => sum + app.get(Heard).bodies.length, 0);
  const pausesOf = (app: NestFastifyApplication): Pauses => app.get(Pauses);

  beforeAll(async () => {
    Logger.overrideLogger(false);
    url = (await database?.url()) as string;
  });
  beforeEach(() => {
    numbered += 1_000;
  });
  afterEach(async () => {
    for (const app of open.splice(0)) await app.close();
  });

  it('pause a group: every process rests within 2 s, also one that starts; resumed, all of it is handled in order', async () => {
    // The embedded log has one process; over Kafka three share the group, and the one that is asked handles nothing.
    const asked = await start(busTransport === 'kafka' ? [] : undefined);
    const workers = busTransport === 'kafka' ? [await start(), await start()] : [asked];
    await asked.get(Publisher).publish(round());
    await expect.poll(() => heardBy(...workers), { timeout: 15_000 }).toBe(KEYS.length);

    await pausesOf(asked).pause('listeners', undefined, OPERATOR);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    for (let rounds = 0; rounds < 3; rounds++) await asked.get(Publisher).publish(round());
    if (busTransport === 'kafka') workers.push(await start());
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(heardBy(...workers)).toBe(KEYS.length);
    const { ready, checks } = await (workers.at(-1) as NestFastifyApplication).get(Health).look();
    expect(ready).toBe(true);
    expect(checks['paused']?.detail).toContain(`listeners since`);
    expect(checks['paused']?.detail).toContain(OPERATOR.reason);

    expect(await pausesOf(asked).resume('listeners', undefined, { ...OPERATOR, reason: 'mended' })).toBe(true);
    await expect.poll(() => heardBy(...workers), { timeout: 15_000 }).toBe(4 * KEYS.length);
    for (const { bodies } of workers.map((app) => app.get(Heard))) {
      for (const key of KEYS) {
        const versions = bodies.filter(({ ticketId }) => ticketId === key).map(({ version }) => version);
        expect(versions).toEqual(versions.toSorted((a, b) => a - b));
      }
    }
    expect(await pausesOf(asked).resume('listeners', undefined, OPERATOR)).toBe(false);
    const acts = await asked.get(OperatorActs).list(10);
    expect(acts.map(({ act, actor, reason }) => [act, actor, reason])).toEqual([
      ['resume', 'op', 'mended'],
      ['pause', 'op', OPERATOR.reason],
    ]);
  }, 60_000);

  it('pause one message type only, and a second pause keeps who was first', async () => {
    const app = await start();
    await pausesOf(app).pause('listeners', 'event-received', OPERATOR);
    const again = await pausesOf(app).pause('listeners', 'event-received', { actor: 'other', reason: 'me too' });
    expect(again.pausedBy).toBe('op');
    await app.get(Publisher).publish(round());
    await expect.poll(() => heardBy(app), { timeout: 15_000 }).toBeGreaterThan(0);
    await pausesOf(app).pause('listeners', 'ticket-changed', OPERATOR);
    const before = heardBy(app);
    await app.get(Publisher).publish(round());
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(heardBy(app) - before).toBeLessThan(KEYS.length);
    for (const type of ['event-received', 'ticket-changed']) await pausesOf(app).resume('listeners', type, OPERATOR);
    await expect.poll(() => heardBy(app), { timeout: 15_000 }).toBe(2 * KEYS.length);
  }, 60_000);

  it('stop a process that rests as fast as any other', async () => {
    const app = await start();
    await pausesOf(app).pause('listeners', undefined, OPERATOR);
    await app.get(Publisher).publish(round());
    await new Promise((resolve) => setTimeout(resolve, 500));
    const asked = Date.now();
    await app.close();
    expect(Date.now() - asked).toBeLessThan(8_000);
    open.length = 0;
    const next = await start();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(heardBy(next)).toBe(0);
    await pausesOf(next).resume('listeners', undefined, OPERATOR);
    await expect.poll(() => heardBy(next), { timeout: 15_000 }).toBe(KEYS.length);
  }, 60_000);

  it('are told by readiness that a group has stood still, where, and no longer than it does', async () => {
    const app = await start();
    const groups = async () => (await app.get(Health).look()).checks['groups'];
    let go = (): void => undefined;
    const held = new Promise<() => void>((resolve) => (go = () => resolve(() => undefined)));
    app.get(BeforeBatch).add('listeners', () => held);
    await app.get(Publisher).publish(round());
    // A group that has something in hand for a moment does not stand still.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await groups()).toEqual({ ok: true });
    await expect.poll(groups, { timeout: 15_000 }).toMatchObject({ ok: false });
    const told = await app.get(Health).look();
    expect(told.ready).toBe(false);
    expect(told.checks['groups']?.detail).toMatch(
      /group listeners has stood at offset \d+ of huying\.ticket-changed\/\d for \d+ s while \d+ messages wait/,
    );
    expect(told.checks['database']).toEqual({ ok: true });
    // By order it may stand for as long as it likes.
    await pausesOf(app).pause('listeners', undefined, OPERATOR);
    await expect.poll(groups, { timeout: 5_000 }).toEqual({ ok: true });
    await pausesOf(app).resume('listeners', undefined, OPERATOR);
    go();
    await expect.poll(() => heardBy(app), { timeout: 15_000 }).toBe(KEYS.length);
    await expect.poll(groups, { timeout: 5_000 }).toEqual({ ok: true });
  }, 60_000);
});
