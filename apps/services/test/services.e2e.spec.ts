import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ServiceName } from '#libs/service';
import { ownServers, type OwnServers } from '#libs/testing';
import { County } from '../../all-in-one/test/county.js';
import { NODE_FLAGS } from '../../../libs/testing/src/node-flags.js';
import { gridEvent } from '../../all-in-one/test/samples.js';
import { storyContract } from '../../all-in-one/test/story.js';
import { ownServices, readCompose } from './compose-file.js';
import { FourServices } from './four-services.js';
import { isReady, ServiceProcess } from './service-process.js';

const LAUNCHER = [...NODE_FLAGS, 'dist/apps/services/src/main.js'];
/** Events that are taken in just before everything is told to stop. */
const IN_HAND = Array.from({ length: 40 }, (_, index) => `WG-in-hand-${index}`);
const servers = await ownServers();

afterAll(() => servers?.stop(), 60_000);

describe('the launcher of the services', () => {
  it('that finds neither Kafka nor MariaDB says which settings to give and what starts them', async () => {
    const launcher = new ServiceProcess(LAUNCHER, { HUYING_KAFKA_BROKERS: '127.0.0.1:1' });
    expect(await launcher.ended).toBe(1);
    for (const words of ['HUYING_KAFKA_BROKERS', 'HUYING_DATABASE_URL', 'docker/compose.yml'])
      expect(launcher.said).toContain(words);
    expect(launcher.said).not.toContain('    at ');
  });
});

describe.skipIf(!servers)('the four services of docker/compose.yml over Kafka and MariaDB', () => {
  let services: FourServices;
  let county: County;

  beforeAll(async () => {
    const { kafka, databaseUrl } = servers as OwnServers;
    services = await FourServices.prepare({ broker: kafka.broker, databaseUrl });
    await services.launch();
    county = new County(services, services.outside);
  }, 90_000);
  afterAll(() => services.stop(), 30_000);

  /** The grid system pushes; resolves to the status of the answer, 0 when there was none. */
  const push = (content: object): Promise<number> =>
    county.push('grid', 'events', content).then(
      ({ status }) => status,
      () => 0,
    );

  /** The office looks, at the console unless another service is named. */
  const look = (path: string, service: ServiceName = 'console') =>
    county.person('office', path, undefined, services.url(service));

  /** The ticket of an event of the grid system, as the console shows it. */
  const ticketOf = async (reportNo: string): Promise<Record<string, unknown>> =>
    (await look(`/v1/events/grid/${reportNo}`)).json;

  const closed = (reportNo: string): Promise<void> =>
    vi.waitFor(async () => expect(await ticketOf(reportNo)).toMatchObject({ status: 'CLOSED' }), {
      timeout: 40_000,
      interval: 200,
    });

  it('started at once on an empty database make its tables once', async () => {
    const { database } = services;
    const doubled = await database.query('SELECT name FROM store_migration GROUP BY name HAVING COUNT(*) > 1');
    expect(doubled).toEqual([]);
    const tables = await database.query<Record<string, string>[]>('SHOW TABLES');
    const parts = new Set(tables.map((row) => (Object.values(row)[0] as string).split('_')[0]));
    expect([...parts]).toEqual(expect.arrayContaining(['bus', 'delivery', 'intake', 'ticketing']));
  });

  it('agree on the keys that they made', () => {
    const secrets = JSON.parse(readFileSync(join(services.outside.folder, 'secrets.json'), 'utf8')) as Record<
      string,
      string
    >;
    expect(Object.keys(secrets)).toEqual(expect.arrayContaining(['sealing.key', 'accounts.counter']));
  });

  it('are healthy by the question of the compose file', () => {
    for (const [name, { healthcheck }] of ownServices(readCompose('compose.yml'))) {
      const [, , ...question] = healthcheck?.test ?? [];
      const env = { ...process.env, HUYING_HTTP_PORT: String(services.port(name)) };
      expect(spawnSync(process.execPath, question, { env }).status).toBe(0);
    }
  });

  storyContract(() => county);

  it('show at the console how far each of them is behind', async () => {
    const { json } = await look('/v1/lag');
    expect(Object.keys(json)).toEqual(expect.arrayContaining(['delivery', 'ticketing']));
    expect(await look('/v1/dead-letters')).toMatchObject({ json: { total: 0 } });
  });

  it('serve what people ask at the console and what platforms send at intake, and nothing else', async () => {
    expect((await look('/v1/summary')).status).toBe(200);
    expect((await look('/v1/summary', 'intake')).status).toBe(404);
    expect((await look('/v1/desk', 'ticketing')).status).toBe(404);
    expect((await look('/v1/deliveries', 'delivery')).status).toBe(404);
  });

  it('killed one after the other and started again, lose nothing and double nothing', async () => {
    const { opened } = (await look('/v1/summary')).json as { opened: number };
    const events = Array.from({ length: 12 }, (_, index) => `WG-killed-${index}`);
    const sending = (async () => {
      for (const reportNo of events) {
        // As a careful platform does: the same again until it is taken.
        while ((await push(gridEvent(reportNo))) !== 202) await pause(200);
        await pause(300);
      }
    })();
    const starts: Promise<void>[] = [];
    for (const name of ['ticketing', 'intake', 'delivery', 'console']) {
      await pause(1_000);
      await services.process(name).end('SIGKILL');
      // A group misses a dead member for as long as its session lasts, so the next one is killed meanwhile.
      starts.push(services.launch([name]));
    }
    await Promise.all([sending, ...starts]);
    for (const reportNo of events) await closed(reportNo);
    expect(county.simulator.books.doubled()).toEqual([]);
    expect((await look('/v1/summary')).json).toMatchObject({ opened: opened + events.length });
  }, 120_000);

  it('asked to stop with work in hand end within 10 s', async () => {
    expect(await push({ list: IN_HAND.flatMap((reportNo) => gridEvent(reportNo).list) })).toBe(202);
    const names = [...services.ports.keys()];
    const times = await Promise.all(names.map((name) => services.process(name).end('SIGTERM')));
    expect(Math.max(...times)).toBeLessThan(10_000);
    expect(await Promise.all(names.map((name) => services.process(name).ended))).toEqual(names.map(() => 'SIGTERM'));
  }, 40_000);

  it('started by the launcher go on with it; when one of them ends, all end, with its exit code', async () => {
    const ports = [...services.ports.values()];
    const launcher = new ServiceProcess(LAUNCHER, services.environment('console'));
    await launcher.ready(ports);
    for (const [name, port] of services.ports)
      expect(launcher.said).toMatch(new RegExp(`^${name}\\s+port ${port},`, 'm'));
    for (const reportNo of IN_HAND) await closed(reportNo);
    expect(county.simulator.books.doubled()).toEqual([]);
    const [, victim] = /^delivery\s+port \d+, process (\d+)$/m.exec(launcher.said) ?? [];
    for (const [name, port] of services.ports)
      expect(launcher.said).toMatch(new RegExp(`^${name}\\s+port ${port},`, 'm'));
    process.kill(Number(victim), 'SIGKILL');
    expect(await launcher.ended).toBe(137);
    expect(launcher.said).toContain('delivery has ended');
    expect(await Promise.all(ports.map((port) => isReady(port)))).toEqual(ports.map(() => false));
  }, 90_000);
});

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
