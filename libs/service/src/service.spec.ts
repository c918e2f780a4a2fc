import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { Body, Controller, Get, Logger, Module, Post, type OnModuleInit } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { AccessModule, Allow, Open } from '#libs/access';
import { BusContext, BusHandler, BusModule, busSchema, defaultPolicy, Publisher, type Decision } from '#libs/bus';
import { ticketChanged, type TicketChanged, type MessageType } from '#libs/contracts';
import { PlatformsModule } from '#libs/platforms';
import { currentTrace, JsonLogger, RuntimeModule, Secrets, Settings } from '#libs/runtime';
import { StoreModule } from '#libs/store';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createService } from './create-service.js';
import { openService } from './open-service.js';

const happenings: string[] = [];

@Controller()
class Listener implements OnModuleInit {
  async onModuleInit(): Promise<void> {
    // As slow as a part that reads its configuration or asks the database.
    await new Promise((resolve) => setTimeout(resolve, 300));
    happenings.push('furnished');
  }

  @BusHandler(ticketChanged, { group: 'test', load: [], policy: defaultPolicy })
  decide(@Payload() body: TicketChanged, @Ctx() _context: BusContext): Decision {
    happenings.push(`heard ${body.version}`);
    return { changes: [] };
  }

  @Get('slow')
  @Open()
  async slow(): Promise<string> {
    happenings.push('asked');
    await new Promise((resolve) => setTimeout(resolve, 400));
    return 'answered';
  }

  @Post('echo')
  @Allow('desk')
  echo(@Body() body: Buffer): string | undefined {
    new Logger('echo').log({ bytes: body.length }, 'asked');
    return currentTrace()?.traceId;
  }

  @Get('broken')
  @Open()
  broken(): never {
    throw new Error('secret=hunter2');
  }
}

@Module({ controllers: [Listener] })
class Part {}

let app: NestFastifyApplication | undefined;
let folder: string;
const lines: Record<string, unknown>[] = [];

async function make(): Promise<NestFastifyApplication> {
  const settings = Object.assign(new Settings(), {
    databaseUrl: `sqlite:${join(folder, 'h.sqlite')}`,
    dataDir: folder,
  });
  const parts = {
    module: class Parts {},
    imports: [
      RuntimeModule.forRoot(settings),
      StoreModule.forRoot({ schemas: [busSchema] }),
      BusModule.forRoot({ partitions: 2, whole: false }),
      PlatformsModule.forRoot(),
      AccessModule.forRoot(),
      Part,
    ],
  };
  return createService(parts, new JsonLogger('info', { write: (line) => lines.push(JSON.parse(line)) }));
}

afterEach(async () => {
  await app?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a service', () => {
  it('hears a backlog only when every part has made itself ready', async () => {
    folder = mkdtempSync(join(tmpdir(), 'huying-service-'));
    const body = {
      ticketId: '0'.repeat(26),
      number: '1',
      version: 7,
      status: 'CLOSED',
      act: 'x',
      actor: 'x',
      at: '2026-11-25T02:00:00.000Z',
    };
    app = await make();
    await openService(app, { host: '127.0.0.1', port: 0 });
    await app.get(Publisher).publish([{ type: ticketChanged as MessageType, body: { ...body, version: 1 }, id: 'm1' }]);
    await expect.poll(() => happenings).toContain('heard 1');
    await app.close();
    happenings.length = 0;

    app = await make();
    await app.init();
    await app.get(Publisher).publish([{ type: ticketChanged as MessageType, body, id: 'm7' }]);
    await app.close();
    happenings.length = 0;

    app = await make();
    await openService(app, { host: '127.0.0.1', port: 0 });
    await expect.poll(() => happenings).toEqual(['furnished', 'heard 7']);
  });

  it('answers what it did not foresee as a problem that tells nothing of itself', async () => {
    folder = mkdtempSync(join(tmpdir(), 'huying-service-'));
    app = await make();
    await openService(app, { host: '127.0.0.1', port: 0 });
    const response = await fetch(`${await app.getUrl()}/broken`);
    const text = await response.text();
    expect([response.status, response.headers.get('content-type')]).toEqual([
      500,
      'application/problem+json; charset=utf-8',
    ]);
    expect(JSON.parse(text)).toMatchObject({ code: 'internal', retryable: true });
    expect(text).not.toContain('hunter2');
  });

  it('works on a request in its caller’s trace, body or none, says so in every log line and tells the caller', async () => {
    folder = mkdtempSync(join(tmpdir(), 'huying-service-'));
    app = await make();
    await openService(app, { host: '127.0.0.1', port: 0 });
    const url = await app.getUrl();
    const key = app.get(Secrets).get('accounts.office');
    const authorization = `Basic ${Buffer.from(`office:${key}`).toString('base64')}`;
    const office = { authorization, 'content-type': 'application/json' };
    const TRACES = ['a', 'b', 'c', 'd', 'e', 'f'].map((digit) => digit.repeat(32));
    const answers = await Promise.all(
      TRACES.map(async (traceId, place) => {
        const body = 'x'.repeat(place * 100_000);
        const headers = { ...office, traceparent: `00-${traceId}-${'1'.repeat(16)}-01` };
        const answer = await fetch(`${url}/echo`, { method: 'POST', body, headers });
        return { known: await answer.text(), told: answer.headers.get('x-trace-id') };
      }),
    );
    expect(answers).toEqual(TRACES.map((traceId) => ({ known: traceId, told: traceId })));
    const asked = lines.filter(({ context }) => context === 'echo').map(({ traceId, bytes }) => [traceId, bytes]);
    expect(asked.toSorted()).toEqual(TRACES.map((traceId, place) => [traceId, place * 100_000]));
  });

  it.each([
    ['a failure', 'GET', '/broken', 500],
    ['a route that does not exist', 'GET', '/nowhere', 404],
    ['a refusal before the body is read', 'POST', '/nowhere', 401],
  ])(
    'tells the trace id in the problem that answers %s, and one that nobody gave is new',
    async (_, method, path, status) => {
      folder = mkdtempSync(join(tmpdir(), 'huying-service-'));
      app = await make();
      await openService(app, { host: '127.0.0.1', port: 0 });
      lines.length = 0;
      const response = await fetch((await app.getUrl()) + path, {
        method,
        ...(method === 'POST' ? { body: '{}' } : {}),
      });
      const { traceId } = (await response.json()) as { traceId: string };
      expect([response.status, response.headers.get('x-trace-id')]).toEqual([status, traceId]);
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      const logged = lines.filter(({ context }) => context === 'http').map((line) => line['traceId']);
      expect(logged).toEqual(status === 500 ? [traceId] : []);
    },
  );

  describe('asked to stop', () => {
    const timeOfClosing = async (): Promise<number> => {
      const asked = performance.now();
      await app?.close();
      return performance.now() - asked;
    };

    it('answers what it has in hand, and no connection that the client keeps holds it', async () => {
      folder = mkdtempSync(join(tmpdir(), 'huying-service-'));
      app = await make();
      await openService(app, { host: '127.0.0.1', port: 0 });
      happenings.length = 0;
      const agent = new Agent({ keepAlive: true });
      const answered = once(get(`${await app.getUrl()}/slow`, { agent }), 'response');
      await expect.poll(() => happenings).toContain('asked');
      const [, milliseconds] = await Promise.all([answered, timeOfClosing()]);
      const [response] = (await answered) as [{ statusCode: number }];
      expect(response.statusCode).toBe(200);
      expect(milliseconds).toBeLessThan(3_000);
      agent.destroy();
    });

    it('does not wait for a request that does not arrive whole', async () => {
      folder = mkdtempSync(join(tmpdir(), 'huying-service-'));
      app = await make();
      await openService(app, { host: '127.0.0.1', port: 0 });
      const socket = connect(Number(new URL(await app.getUrl()).port), '127.0.0.1');
      await once(socket, 'connect');
      socket.on('error', () => undefined).write('GET /slow HTTP/1.1\r\nhost: localhost\r\nx-');
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await timeOfClosing()).toBeLessThan(9_000);
      socket.destroy();
    });
  });
});
