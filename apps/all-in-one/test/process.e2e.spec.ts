import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PartitionLag } from '#libs/bus';
import { freePorts, ownServers, type OwnServers } from '#libs/testing';
import { BuiltService } from './built-service.js';

const BATCH = 20;
/** On a warm machine with nothing else to do it is below 2 s; this is for one that is busy. */
const READY_WITHIN = 10_000;
const PATIENCE = { timeout: 60_000, interval: 100 };
/** On a busy machine a process that is killed again at once may need several lives until it takes a batch. */
const PATIENCE_OF_A_SENDER = { timeout: 150_000, interval: 50 };

const servers = await ownServers();
afterAll(() => servers?.stop(), 60_000);

/** Where the process keeps its log and everything else. */
interface Shape {
  readonly name: string;
  /** Kafka misses a dead member of a group for ten seconds. */
  readonly kills: number;
  readonly environment: Readonly<Record<string, string>>;
}

const shapes: readonly Shape[] = [
  { name: 'in a SQLite file', kills: 3, environment: {} },
  ...(servers ? [{ name: 'over Kafka and MariaDB', kills: 1, environment: environmentOf(servers) }] : []),
];

function environmentOf({ kafka, databaseUrl }: OwnServers): Record<string, string> {
  return {
    HUYING_BUS_TRANSPORT: 'kafka',
    HUYING_KAFKA_BROKERS: kafka.broker,
    HUYING_DATABASE_URL: databaseUrl,
  };
}

describe.each(shapes)('the process with its log and all else $name', ({ kills, environment }) => {
  let folder: string;
  let port: number;
  let service: BuiltService;
  /** Batches that were sent so far: the scenes share a log. */
  let sent = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huying-process-'));
    port = await freePorts();
  });
  beforeEach(async () => {
    service = await BuiltService.start(folder, port, environment);
  }, 60_000);
  afterEach(async () => {
    service.kill('SIGTERM');
    await service.ended;
  }, 20_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const secret = (name: string): string =>
    (JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Record<string, string>)[name] as string;

  /** The next batches; their numbers. */
  function batches(count: number): number[] {
    sent += count;
    return Array.from({ length: count }, (_, index) => sent - count + index);
  }

  /** Sends a batch again and again until it is answered, as a careful platform does. */
  async function send(batch: number): Promise<void> {
    const headers = { 'x-api-key': secret('platforms.message-board.inbound'), 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: lines(batch) };
    await vi.waitUntil(async () => {
      const answer = await fetch(`${service.url}/v1/platforms/message-board/events`, request).catch(() => undefined);
      return answer?.status === 202;
    }, PATIENCE_OF_A_SENDER);
  }

  async function look(path: string): Promise<Record<string, unknown>> {
    const authorization = `Basic ${Buffer.from(`office:${secret('accounts.office')}`).toString('base64')}`;
    const response = await fetch(service.url + path, { headers: { authorization } });
    return (await response.json()) as Record<string, unknown>;
  }

  /** What ticketing has not handled yet of the events that were taken. */
  async function ahead(): Promise<number> {
    const { ticketing = [] } = (await look('/v1/lag')) as Record<string, PartitionLag[]>;
    return ticketing
      .filter(({ topic }) => topic.endsWith('event-received'))
      .reduce((sum, { position, end }) => sum + end - position, 0);
  }

  /** When every event that was taken has been handled, there is one ticket for each and none more. */
  async function expectATicketForEach(): Promise<void> {
    await expect.poll(() => ahead(), PATIENCE).toBe(0);
    expect(await look('/v1/summary')).toMatchObject({ opened: sent * BATCH });
    expect(await look('/v1/dead-letters')).toEqual({ total: 0, items: [] });
  }

  it('killed in the middle has one ticket for every event that was taken, and none more', async () => {
    const all = batches(25);
    const sending = (async () => {
      for (const batch of all) {
        await send(batch);
        await sleep(60);
      }
    })();
    for (let time = 0; time < kills; time++) {
      await sleep(250);
      service.kill('SIGKILL');
      expect(await service.ended).toBe('SIGKILL');
      service = await BuiltService.start(folder, port, environment);
    }
    await sending;
    // Every batch was answered 202 by one of the processes, so none may be missing, whoever took it.
    await expectATicketForEach();
    console.log(`peak memory after ${all.length * BATCH} events: ${service.peakMegabytes?.toFixed(0) ?? 'unknown'} MB`);
    // The same again, as from a sender that lost our answers.
    for (const batch of all) await send(batch);
    await expectATicketForEach();
  }, 240_000);

  it('asked to stop with batches in hand ends by itself within 10 s, and has a ticket for all that it took', async () => {
    await Promise.all(batches(10).map((batch) => send(batch)));
    // These are on their way while it stops: taken now, or by the next one when they are sent again.
    const inHand = batches(6).map((batch) => send(batch));
    await sleep(10);
    const asked = Date.now();
    service.kill('SIGTERM');
    expect(await service.ended).toBe('SIGTERM');
    expect(Date.now() - asked).toBeLessThan(10_000);
    service = await BuiltService.start(folder, port, environment);
    await Promise.all(inHand);
    await expectATicketForEach();
  }, 90_000);
});

function lines(batch: number): string {
  const events = Array.from({ length: BATCH }, (_, index) => ({
    file: 'process',
    id: String(batch * BATCH + index),
    title: '路灯不亮',
    description: '村口路灯不亮。',
    category: '城乡建设',
    reportedAt: '2026-11-25T09:00:00+08:00',
  }));
  return JSON.stringify(events);
}

describe('the process', () => {
  let folder: string;
  let port: number;
  let service: BuiltService | undefined;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huying-process-'));
    port = await freePorts();
  });
  afterEach(async () => {
    service?.kill('SIGKILL');
    await service?.ended;
    service = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  it('is ready within 10 s', async () => {
    // Beside other suites one start may wait for a processor: the fastest of three is the process's own.
    const took: number[] = [];
    while (took.length < 3 && !took.some((ms) => ms < READY_WITHIN)) {
      const empty = join(folder, `${took.length}`);
      mkdirSync(empty);
      service = await BuiltService.start(empty, port);
      took.push(service.startedWithin);
      service.kill('SIGKILL');
      await service.ended;
    }
    console.log(`ready ${took.map((ms) => ms.toFixed(0)).join(', ')} ms after the launch, on an empty folder`);
    expect(Math.min(...took)).toBeLessThan(READY_WITHIN);
  }, 90_000);

  it('refuses a database file that another process works with, and says so', async () => {
    service = await BuiltService.start(folder, port);
    const second = BuiltService.launch(folder, await freePorts());
    expect(await second.ended).toBe(1);
    expect(second.said).toMatch(/another process/i);
    expect(second.said).toContain('HUYING_DATABASE_URL');
  }, 40_000);

  it('does not start with wrong settings, and lists them all', async () => {
    const wrong = BuiltService.launch(folder, port, {
      HUYING_CLOCK_RATE: 'fast',
      HUYING_HTTP_HOTS: 'x',
      HUYING_LOG_LEVEL: 'loud',
    });
    expect(await wrong.ended).toBe(1);
    for (const name of ['HUYING_CLOCK_RATE', 'HUYING_HTTP_HOTS', 'HUYING_LOG_LEVEL'])
      expect(wrong.said).toContain(name);
    expect(wrong.said).not.toContain('    at ');
  });
});
