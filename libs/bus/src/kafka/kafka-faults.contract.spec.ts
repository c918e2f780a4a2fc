import { Controller, Injectable, Logger, Module } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ticketChanged, TicketChanged, type MessageType } from '#libs/contracts';
import { Health, Metrics, RuntimeModule, Settings } from '#libs/runtime';
import { inTransaction, StoreModule } from '#libs/store';
import { BusLine, ownKafka, sampleSchema, testDatabases } from '#libs/testing';
import { BusHandler } from '../bus-handler.js';
import { busSchema } from '../bus-schema.js';
import { BusModule } from '../bus.module.js';
import { connectBus } from '../connect-bus.js';
import { DeadLetters } from '../dead-letters/dead-letters.js';
import type { Decision } from '../decision.js';
import { Publisher } from '../publisher.js';
import { defaultPolicy } from '../recoverability.js';
import type { KafkaOptions } from './kafka-options.js';
import { KafkaTransport } from './kafka.transport.js';

const broker = await ownKafka();
const database = (await testDatabases()).at(-1) as Awaited<ReturnType<typeof testDatabases>>[number];
const KEYS = Array.from({ length: 12 }, (_, index) => `k${index}`);
const ROUNDS = 150;
const upTo = (count: number): string => Array.from({ length: count }, (_, index) => index + 1).join(',');

@Injectable()
class Heard {
  readonly versions: number[] = [];
}

@Controller()
class HearTicketChanged {
  constructor(private readonly heard: Heard) {}
  @BusHandler(ticketChanged, {
    group: 'listeners',
    load: [],
    policy: { ...defaultPolicy, delayedTries: [], followers: 'pass' },
  })
  decide(@Payload() body: TicketChanged): Decision {
    if (body.version === 13) throw new Error('cannot handle this one');
    this.heard.versions.push(body.version);
    return { changes: [] };
  }
}

@Module({ controllers: [HearTicketChanged], providers: [Heard] })
class TestPart {}

async function service(databaseUrl: string): Promise<NestFastifyApplication> {
  const settings = Object.assign(new Settings(), { databaseUrl, busTransport: 'kafka', kafkaBrokers: broker?.broker });
  const parts = {
    module: class Parts {},
    imports: [
      RuntimeModule.forRoot(settings),
      StoreModule.forRoot({ schemas: [busSchema] }),
      BusModule.forRoot({ partitions: 0, whole: false }),
      TestPart,
    ],
  };
  const app = await NestFactory.create<NestFastifyApplication>(parts, new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
  });
  connectBus(app);
  await app.init();
  await app.startAllMicroservices();
  return app;
}

function changed(version: number): { type: MessageType; body: object; id: string } {
  const body = {
    ticketId: '0'.repeat(26),
    number: '1',
    version,
    status: 'CLOSED',
    act: 'x',
    actor: 'x',
    at: '2026-11-25T02:00:00.000Z',
  };
  return { type: ticketChanged as MessageType, body, id: `m${version}` };
}

afterAll(async () => {
  await broker?.stop();
  await database.drop();
});

describe.skipIf(!broker)('a broker that is killed', () => {
  const options: KafkaOptions = {
    brokers: [broker?.broker ?? ''],
    clientId: 'faults',
    tls: false,
    sessionMilliseconds: 3_000,
    topics: { replication: 1, minInsync: 1, retentionMilliseconds: 86_400_000, maxMessageBytes: 2 * 1024 * 1024 },
  };
  let dataSource: DataSource;
  let transport: KafkaTransport;
  let line: BusLine;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    dataSource = await database.open([busSchema, sampleSchema]);
    line = new BusLine();
    transport = new KafkaTransport(dataSource, options);
    await transport.prepare(line.topics(6));
    await line.join(transport, dataSource);
  });
  afterEach(async () => {
    await transport.close();
    await dataSource.destroy();
  });

  it('and comes back loses nothing and doubles nothing: appended, or said by a transaction', async () => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 15));
    const direct = async (): Promise<void> => {
      for (let version = 1; version <= ROUNDS; version++) {
        const records = KEYS.slice(0, 6).map((key) => line.record(key, version));
        // As a platform does that was answered 503: the same again until it is taken.
        while (
          !(await transport.append(records).then(
            () => true,
            () => false,
          ))
        );
        await pause();
      }
    };
    const said = async (): Promise<void> => {
      for (let version = 1; version <= ROUNDS; version++) {
        const records = KEYS.slice(6).map((key) => line.record(key, version));
        const publish = await inTransaction(dataSource, (manager) => transport.appendWithin(manager, records));
        await publish();
        await pause();
      }
    };
    const kill = async (): Promise<void> => {
      await expect.poll(() => line.heard(dataSource, 'k0'), { timeout: 10_000 }).not.toBe('');
      await broker?.kill9();
      await broker?.restart();
    };
    await Promise.all([direct(), said(), kill()]);
    const heard = () => Promise.all(KEYS.map((key) => line.heard(dataSource, key)));
    await expect.poll(heard, { timeout: 40_000 }).toEqual(KEYS.map(() => upTo(ROUNDS)));
  }, 90_000);

  it('keeps nobody from deciding; what was said waits in the outbox, is seen to wait, and follows by itself', async () => {
    await broker?.kill9();
    const begun = Date.now();
    for (let version = 1; version <= 30; version++) {
      const publish = await inTransaction(dataSource, (manager) =>
        transport.appendWithin(
          manager,
          KEYS.map((key) => line.record(key, version)),
        ),
      );
      await publish();
    }
    expect(Date.now() - begun).toBeLessThan(15_000);
    await expect(transport.append([line.record('x', 1)])).rejects.toMatchObject({ code: 'log-unavailable' });
    expect(await transport.look()).toContain('the brokers do not answer');
    const reading = transport.read(line.topic, 0, 0, { maxRecords: 1, maxBytes: 1_000 });
    await expect(reading).rejects.toMatchObject({ code: 'log-unavailable' });
    await broker?.restart();
    const heard = () => Promise.all(KEYS.map((key) => line.heard(dataSource, key)));
    await expect.poll(heard, { timeout: 40_000 }).toEqual(KEYS.map(() => upTo(30)));
    await expect.poll(() => transport.look(), { timeout: 10_000 }).toBeUndefined();
    const ends = await transport.extents(line.topic);
    const read = await Promise.all(
      ends.map(({ partition }) => transport.read(line.topic, partition, 0, { maxRecords: 1_000, maxBytes: 1_000_000 })),
    );
    expect(new Set(read.flat().map(({ envelope }) => envelope.id)).size).toBeGreaterThanOrEqual(30 * KEYS.length);
  }, 90_000);
});

describe.skipIf(!broker)('a service over Kafka', () => {
  it('hears, sets aside what it can not handle, is ready, shows its outbox, and goes on after a restart', async () => {
    const url = await database.url();
    let app = await service(url);
    await app.get(Publisher).publish([1, 13, 2].map(changed));
    await expect.poll(() => app.get(Heard).versions, { timeout: 10_000 }).toEqual([1, 2]);
    await expect
      .poll(() =>
        app
          .get(DeadLetters)
          .newest(5)
          .then(({ total }) => total),
      )
      .toBe(1);
    expect(await app.get(Health).look()).toMatchObject({ ready: true, checks: { log: { ok: true } } });
    expect(await app.get(Metrics).registry.metrics()).toContain('huying_bus_outbox_oldest_seconds 0');
    const closing = Date.now();
    await app.close();
    expect(Date.now() - closing).toBeLessThan(10_000);
    app = await service(url);
    await app.get(Publisher).publish([changed(2), changed(3)]);
    await expect.poll(() => app.get(Heard).versions, { timeout: 10_000 }).toEqual([3]);
    await app.close();
  });
});
