import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ticketIdOf } from '#libs/contracts';
import { freePorts, ownServers } from '#libs/testing';
import { BuiltService } from './built-service.js';

const SOURCE = 'message-board';
const EPOCH = 0;
const BLOCKED_SECONDS = '10';
const PATIENCE = { timeout: 60_000, interval: 200 };
const loaded = pathToFileURL(join(import.meta.dirname, 'blocking-decision.mjs')).href;

const servers = await ownServers();
afterAll(() => servers?.stop(), 60_000);

const kafka = servers && {
  HUYING_BUS_TRANSPORT: 'kafka',
  HUYING_KAFKA_BROKERS: servers.kafka.broker,
  HUYING_DATABASE_URL: servers.databaseUrl,
};

describe('a decision that never comes back', () => {
  let folder: string;
  let port: number;
  let service: BuiltService;
  const running: BuiltService[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huying-blocked-'));
    port = await freePorts(2);
  });
  afterEach(async () => {
    for (const one of running.splice(0)) one.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const blocking = (eventId: string): Record<string, string> => ({
    HUYING_BLOCKED_SECONDS: BLOCKED_SECONDS,
    NODE_OPTIONS: `--import ${loaded}`,
    BLOCK_ON_TICKET: ticketOf(eventId),
  });
  const ticketOf = (eventId: string): string => ticketIdOf(SOURCE, EPOCH, `blocked:${eventId}`);
  const secret = (name: string): string =>
    (JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8')) as Record<string, string>)[name] as string;

  async function start(environment: Record<string, string>, app?: string): Promise<void> {
    service = await BuiltService.start(folder, app ? port + 1 : port, environment, app);
    running.push(service);
  }

  async function push(...ids: string[]): Promise<void> {
    const headers = { 'x-api-key': secret(`platforms.${SOURCE}.inbound`), 'content-type': 'application/json' };
    const events = ids.map((id) => ({
      file: 'blocked',
      id,
      title: '路灯不亮',
      description: '村口路灯不亮。',
      category: '城乡建设',
      reportedAt: '2026-11-25T09:00:00+08:00',
    }));
    const answer = await fetch(`${service.url}/v1/platforms/${SOURCE}/events`, {
      method: 'POST',
      headers,
      body: JSON.stringify(events),
      signal: AbortSignal.timeout(5_000),
    }).catch(() => undefined);
    // The answer may stick in the process that is blocked by then.
    expect([202, undefined]).toContain(answer?.status);
  }

  async function ask(path: string, body?: object): Promise<Record<string, unknown>> {
    const authorization = `Basic ${Buffer.from(`office:${secret('accounts.office')}`).toString('base64')}`;
    const sent = body ? { method: 'POST', body: JSON.stringify(body) } : {};
    const response = await fetch(service.url + path, {
      headers: { authorization, 'content-type': 'application/json' },
      ...sent,
    });
    const text = await response.text();
    if (!response.ok && response.status !== 404) throw new Error(`${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : {}) as Record<string, unknown>;
  }

  const hasTicket = (id: string) =>
    expect.poll(async () => (await ask(`/v1/tickets/${ticketOf(id)}`)).ticketId, PATIENCE);
  const parked = async (id: string): Promise<unknown[]> =>
    (await ask(`/v1/parked-keys?key=${ticketOf(id)}`)).items as unknown[];

  /** Until the process has ended itself over the message of that event. */
  async function block(eventId: string, more: Record<string, string>): Promise<void> {
    await start({ ...blocking(eventId), ...more });
    await push('before');
    await hasTicket('before').toBe(ticketOf('before'));
    await push(eventId);
    expect(await service.ended).toBe(70);
    expect(service.said).toContain(`"key":"${ticketOf(eventId)}"`);
    expect(service.said).toMatch(/"context":"watchdog".*"group":"ticketing","type":"event-received","messageId":"/);
    expect(service.said).toMatch(/it stands here.*blocking-decision\.mjs/);
  }

  it('ends its process with code 70; the next start holds that key, all else goes on, and mended it follows when it is released', async () => {
    await block('hangs', {});
    await start(blocking('hangs'));
    await push('after');
    await hasTicket('after').toBe(ticketOf('after'));
    expect(await parked('hangs')).toMatchObject([{ group: 'ticketing', state: 'held', messages: 1 }]);
    expect((await ask('/v1/operator-acts')).items).toMatchObject([
      { act: 'hold', actor: 'watchdog', reason: expect.stringContaining('never came back') },
    ]);
    service.kill('SIGTERM');
    await service.ended;
    await start({});
    await ask('/v1/parked-keys/release', { group: 'ticketing', key: ticketOf('hangs'), reason: 'the loop is mended' });
    await hasTicket('hangs').toBe(ticketOf('hangs'));
  }, 180_000);

  it.runIf(kafka)(
    'is held by an operator at the console where the folder does not last: the process that comes up next obeys',
    async () => {
      await block('hangs', { ...kafka });
      rmSync(join(folder, 'blocked.ndjson'));
      await start({ ...kafka }, 'console');
      const key = { group: 'ticketing', key: ticketOf('hangs') };
      await ask('/v1/parked-keys/hold', { ...key, reason: 'it blocks ticketing' });
      await start({ ...blocking('hangs'), ...kafka });
      await push('after');
      await hasTicket('after').toBe(ticketOf('after'));
      const waiting = async () =>
        ((await parked('hangs')) as { state: string; messages: number }[]).filter(({ messages }) => messages > 0);
      await expect.poll(waiting, PATIENCE).toMatchObject([{ state: 'held', messages: 1 }]);
    },
    240_000,
  );
});
