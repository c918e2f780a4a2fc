import { Controller, Injectable, Module, type INestApplicationContext } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import { Column, DataSource, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { afterEach, describe, expect, it } from 'vitest';
import {
  deliverySettled,
  DeliverySettled,
  inboundQuarantined,
  InboundQuarantined,
  ticketChanged,
  TicketChanged,
  ticketIdOf,
  type MessageType,
} from '#libs/contracts';
import { Jobs, ProblemFilter, RuntimeModule, Settings } from '#libs/runtime';
import { columnWords, insert, loadStage, StoreModule, update, type Schema } from '#libs/store';
import { checkHandlers } from './boot-checks.js';
import { BusContext } from './bus-context.js';
import { BusHandler } from './bus-handler.js';
import { busSchema } from './bus-schema.js';
import { BusModule } from './bus.module.js';
import { connectBus } from './connect-bus.js';
import { DeadLetters } from './dead-letters/dead-letters.js';
import { say, type Decision } from './decision.js';
import { Publisher, type Publication } from './publisher.js';
import { Handlers } from './handlers/handlers.js';
import { Replays } from './replay/replays.js';
import { defaultPolicy, type RecoverabilityPolicy } from './recoverability.js';
import { UnitOfWork } from './unit-of-work.js';

@Entity('test_tally')
class Tally {
  @PrimaryColumn({ type: 'varchar', length: 64 }) id: string;
  @Column({ type: 'int' }) version: number;
  @Column({ type: 'varchar', length: 20 }) seen: string;
}

class Tally1764000009999 implements MigrationInterface {
  readonly name = 'Tally1764000009999';
  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    await queryRunner.query(
      `CREATE TABLE test_tally (id ${w.id(64)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, seen ${w.key(20)} NOT NULL CHECK (length(seen) <= 20))${w.tail}`,
    );
  }
  async down(): Promise<void> {}
}
const tallySchema: Schema = { name: 'test', entities: [Tally], migrations: [Tally1764000009999] };

const tallies = [loadStage(Tally, 'id', (body: DeliverySettled) => [body.deliveryId])];

/** Adds the attempts to the tally of the delivery id; `detail` tells it to fail. */
function count(body: DeliverySettled, { view }: Pick<BusContext, 'view'>): Decision {
  const tally = view.get(Tally, body.deliveryId);
  const seen = `${tally?.seen ?? ''}${body.attempts}`;
  if (body.detail === 'throw after deciding nothing') throw new Error('cannot handle this one');
  const row = Object.assign(new Tally(), { id: body.deliveryId, version: 1, seen });
  const said = say(ticketChanged, changed(body.ticketId, (tally?.version ?? 0) + 1), (tally?.version ?? 0) + 1);
  return { changes: [tally ? update(Tally, tally, { seen }) : insert(Tally, row)], messages: [said] };
}

function changed(ticketId: string, version: number): TicketChanged {
  return Object.assign(new TicketChanged(), {
    ticketId,
    number: '371402-20261125-000001',
    version,
    status: 'RECEIVED',
    act: 'tallied',
    actor: 'test',
    at: '2026-11-25T02:00:00.000Z',
  });
}

const noDelay: RecoverabilityPolicy = { ...defaultPolicy, delayedTries: [], followers: 'pass' };

@Controller()
class CountOnDeliverySettled {
  @BusHandler(deliverySettled, { group: 'counters', load: tallies, policy: noDelay })
  decide(@Payload() body: DeliverySettled, @Ctx() context: BusContext): Decision {
    return count(body, context);
  }
}

@Injectable()
class Heard {
  readonly versions: number[] = [];
}

@Controller()
class HearTicketChanged {
  constructor(private readonly heard: Heard) {}
  @BusHandler(ticketChanged, { group: 'listeners', load: [], policy: defaultPolicy })
  decide(@Payload() body: TicketChanged): Decision {
    this.heard.versions.push(body.version);
    return { changes: [] };
  }
}

@Module({ controllers: [CountOnDeliverySettled, HearTicketChanged], providers: [Heard] })
class TestPart {}

let app: NestFastifyApplication | undefined;

async function start(): Promise<INestApplicationContext> {
  const settings = Object.assign(new Settings(), { databaseUrl: 'sqlite::memory:' });
  const parts = {
    module: class Parts {},
    imports: [
      RuntimeModule.forRoot(settings),
      StoreModule.forRoot({ schemas: [busSchema, tallySchema] }),
      BusModule.forRoot({ partitions: 2, whole: false }),
      TestPart,
    ],
  };
  app = await NestFactory.create<NestFastifyApplication>(parts, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter());
  connectBus(app);
  await app.init();
  await app.startAllMicroservices();
  await app.get(Jobs).begin();
  return app;
}

afterEach(async () => {
  await app?.close();
  app = undefined;
});

let numbered = 0;
function settled(deliveryId: string, attempts: number, detail?: string): Publication {
  const ticketId = ticketIdOf('grid', 1, deliveryId);
  const body = {
    deliveryId,
    ticketId,
    platform: 'grid',
    purpose: 'report',
    outcome: 'accepted',
    attempts,
    settledAt: '2026-11-25T02:00:00.000Z',
    ...(detail ? { detail } : {}),
  };
  return { type: deliverySettled, body, id: `settled-${++numbered}` };
}

const seen = async (id: string): Promise<string | undefined> =>
  (await app?.get(DataSource).getRepository(Tally).findOneBy({ id }))?.seen;

describe('a handler on the bus', () => {
  it('decides message by message, each on top of what the one before it decided', async () => {
    const publisher = (await start()).get(Publisher);
    await publisher.publish([1, 2, 3, 4].map((attempts) => settled('d1', attempts)));
    await expect.poll(() => seen('d1')).toBe('1234');
    await expect.poll(() => app?.get(Heard).versions).toEqual([1, 2, 3, 4]);
  });

  it('has no effect a second time when the same message comes twice', async () => {
    const publisher = (await start()).get(Publisher);
    const message = settled('d2', 1);
    await publisher.publish([message, message]);
    await publisher.publish([message, settled('d2', 2)]);
    await expect.poll(() => seen('d2')).toBe('12');
  });

  it('that throws leaves a dead letter, and where the policy lets them pass, its siblings in the same batch are handled', async () => {
    const context = await start();
    await context
      .get(Publisher)
      .publish([settled('d3', 1), settled('d3', 5, 'throw after deciding nothing'), settled('d3', 2)]);
    await expect.poll(() => seen('d3')).toBe('12');
    const { total, items } = await context.get(DeadLetters).newest(10);
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({
      group: 'counters',
      messageType: 'delivery-settled',
      reason: 'Error: cannot handle this one',
      tries: 2,
    });
    expect(JSON.parse(items[0]?.body ?? '')).toMatchObject({ deliveryId: 'd3', attempts: 5 });
  });

  it('whose row cannot be written is found out by halving, and only that message is dead', async () => {
    const context = await start();
    const tenDigits = 1_000_000_000;
    const grown = Array.from({ length: 4 }, () => settled('d4', tenDigits));
    await context.get(Publisher).publish([settled('d5', 1), ...grown, settled('d6', 2)]);
    await expect.poll(() => seen('d6')).toBe('2');
    await expect.poll(() => seen('d5')).toBe('1');
    await expect.poll(async () => (await context.get(DeadLetters).newest(10)).total).toBe(2);
    expect(await seen('d4')).toBe('10000000001000000000');
  });

  it('is not given a body that breaks the rules of its class: a dead letter names the fields', async () => {
    const context = await start();
    await context
      .get(Publisher)
      .publish([{ ...settled('d7', 1), body: { ...settled('d7', 1).body, outcome: 'perhaps', attempts: -1 } }]);
    await expect.poll(async () => (await context.get(DeadLetters).newest(10)).total).toBe(1);
    const [letter] = (await context.get(DeadLetters).newest(1)).items;
    expect(letter?.reason).toContain('$.outcome');
    expect(letter?.reason).toContain('$.attempts');
    expect(letter?.tries).toBe(0);
  });
});

describe('a dead letter', () => {
  it('is handled with a corrected body in its place, beside which the original is kept', async () => {
    const context = await start();
    const wrong = settled('d10', 1);
    await context.get(Publisher).publish([{ ...wrong, body: { ...wrong.body, outcome: 'perhaps' } }]);
    const letters = context.get(DeadLetters);
    await expect.poll(async () => (await letters.newest(10)).total).toBe(1);
    const [group] = await letters.groups({ state: 'open' }, 10);
    expect(group).toMatchObject({ group: 'counters', type: 'delivery-settled', count: 1 });
    const deadLetterId = group?.sample.id ?? '';
    const body = JSON.stringify(wrong.body);
    await context
      .get(Replays)
      .start({ kind: 'dead-letters', deadLetterId }, { actor: 'ops', reason: 'a typo' }, { correction: { body } });
    await expect.poll(() => seen('d10'), { timeout: 5_000 }).toBe('1');
    await expect.poll(async () => (await letters.one(deadLetterId)).state).toBe('replayed');
    expect(await letters.one(deadLetterId)).toMatchObject({ correctedBody: body, settledBy: 'ops' });
    expect((await letters.one(deadLetterId)).body).toContain('perhaps');
  });

  it('shows the policy that is in force to whoever asks, also a process without handlers', async () => {
    const rows = await (await start()).get(Handlers).list();
    expect(rows.map(({ group, type, policy }) => [group, type, policy.followers])).toEqual([
      ['counters', 'delivery-settled', 'pass'],
      ['listeners', 'ticket-changed', 'hold'],
    ]);
  });
});

describe('the unit of work', () => {
  it('says what it said and writes what it wrote together, or neither', async () => {
    const context = await start();
    const unitOfWork = context.get(UnitOfWork);
    const input = { deliveryId: 'd8', ticketId: ticketIdOf('grid', 1, 'd8'), attempts: 3 } as DeliverySettled;
    await unitOfWork.act(input, tallies, count);
    await expect.poll(() => context.get(Heard).versions).toEqual([1]);
    const fails = unitOfWork.act(input, tallies, (body, circumstances) => {
      count(body, circumstances);
      throw new Error('changed my mind');
    });
    await expect(fails).rejects.toThrow('changed my mind');
    expect(await seen('d8')).toBe('3');
    expect(context.get(Heard).versions).toEqual([1]);
  });

  it('lets 20 at once change one row, one after the other', async () => {
    const context = await start();
    const input = { deliveryId: 'd9', ticketId: ticketIdOf('grid', 1, 'd9'), attempts: 1 } as DeliverySettled;
    await Promise.all(Array.from({ length: 20 }, () => context.get(UnitOfWork).act(input, tallies, count)));
    expect(await seen('d9')).toBe('1'.repeat(20));
    await expect.poll(() => context.get(Heard).versions.length).toBe(20);
  });
});

const handler = () => Promise.resolve();

describe('the boot', () => {
  const options = { group: 'g', load: [], policy: defaultPolicy };
  const types = [inboundQuarantined, ticketChanged] as MessageType[];
  const [quarantined] = types as [MessageType<InboundQuarantined>];

  it('refuses two handlers of one type in a group, and one without a policy, and names both', () => {
    const twice = [
      { message: quarantined, options, handler },
      { message: quarantined, options: { ...options, policy: undefined as never }, handler },
    ];
    expect(() => checkHandlers(twice as never, types, true)).toThrow(/two handlers[\s\S]*|policy/);
    expect(() => checkHandlers(twice as never, types, true)).toThrow(/give @BusHandler a policy/);
  });

  it('refuses a message that nobody hears, unless it is open to all', () => {
    expect(() => checkHandlers([], types, true)).toThrow(/inbound-quarantined: nobody hears it/);
    expect(() => checkHandlers([], types, true)).not.toThrow(/ticket-changed/);
    expect(() => checkHandlers([], types, false)).not.toThrow();
  });
});
