import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BuiltService, freePort } from './built-service.js';

const EVENTS = 400;
const BATCH = 20;

let folder: string;
let port: number;
let service: BuiltService | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huying-process-'));
  port = await freePort();
});
afterEach(async () => {
  service?.kill('SIGKILL');
  await service?.ended;
  service = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const secret = (name: string): string =>
  (JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Record<string, string>)[name] as string;

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

/** Sends a batch again and again until it is answered, as a careful platform does; resolves to how often it was sent. */
async function send(batch: number): Promise<number> {
  for (let times = 1; times < 200; times++) {
    const headers = { 'x-api-key': secret('platforms.message-board.inbound'), 'content-type': 'application/json' };
    const answer = await fetch(`http://127.0.0.1:${port}/v1/platforms/message-board/events`, {
      method: 'POST',
      headers,
      body: lines(batch),
    }).catch(() => undefined);
    if (answer?.status === 202) return times;
    await sleep(50);
  }
  throw new Error(`batch ${batch} was never taken`);
}

async function look(path: string): Promise<Record<string, unknown>> {
  const authorization = `Basic ${Buffer.from(`office:${secret('accounts.office')}`).toString('base64')}`;
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization } });
  return (await response.json()) as Record<string, unknown>;
}

const opened = async (): Promise<unknown> => (await look('/v1/summary'))['opened'];

describe('the process', () => {
  it('killed in the middle, three times, has one ticket for every event that was taken, and none more', async () => {
    service = await BuiltService.start(folder, port);
    const all = (async () => {
      for (let batch = 0; batch < EVENTS / BATCH; batch++) {
        await send(batch);
        await sleep(60);
      }
    })();
    for (let kills = 0; kills < 3; kills++) {
      await sleep(250);
      service.kill('SIGKILL');
      expect(await service.ended).toBe('SIGKILL');
      service = await BuiltService.start(folder, port);
    }
    await all;
    expect(await look('/v1/dead-letters')).toEqual({ total: 0, items: [] });
    // The same again: a sender that lost our answers.
    for (let batch = 0; batch < EVENTS / BATCH; batch++) await send(batch);
    await vi.waitFor(async () => expect(await opened()).toBe(EVENTS), { timeout: 15_000, interval: 100 });
    await sleep(500);
    expect(await opened()).toBe(EVENTS);
  }, 60_000);

  it('asked to stop ends within 10 s, keeps what it took, and goes on with it', async () => {
    service = await BuiltService.start(folder, port);
    await Promise.all(Array.from({ length: 10 }, (_, batch) => send(batch)));
    const asked = Date.now();
    service.kill('SIGTERM');
    await service.ended;
    expect(Date.now() - asked).toBeLessThan(10_000);
    service = await BuiltService.start(folder, port);
    await vi.waitFor(async () => expect(await opened()).toBe(10 * BATCH), { timeout: 15_000, interval: 100 });
  }, 60_000);

  it('refuses a database file that another process works with, and says so', async () => {
    service = await BuiltService.start(folder, port);
    const second = BuiltService.launch(folder, await freePort());
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
