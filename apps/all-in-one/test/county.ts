import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { vi } from 'vitest';
import type { Envelope } from '#libs/bus';
import { signStrict } from '#libs/platforms';
import { JsonLogger, Secrets, Settings } from '#libs/runtime';
import { createService, openService } from '#libs/service';
import { freePorts } from '#libs/testing';
import { startSimulator, type FaultSettings, type Simulator } from '../../simulator/src/index.js';
import { allInOne } from '../src/all-in-one.module.js';

/** What takes agencies an afternoon takes seconds. */
const RATE = 6_000;
/** Platforms of the sample county that do not sign. */
const WITH_A_KEY: ReadonlySet<string> = new Set(['stations', 'message-board']);
const ROOT = join(import.meta.dirname, '../../..');

export interface Answer {
  status: number;
  json: Record<string, unknown>;
  traceId: string | null;
}

/** A ticket as `GET /v1/tickets/{id}` shows it, as far as the story looks at it. */
export interface Ticket {
  ticketId: string;
  number: string;
  state: string;
  status: string;
  satisfaction: number | null;
  tasks: {
    taskId: string;
    agency: string;
    kind: string;
    state: string;
    reasonCode: string | null;
    returnBasis: string | null;
  }[];
  history: { version: number; act: string; actor: string; to: string | null }[];
  desk: { kind: string; settledAt: string | null }[];
}

/** The whole line in this process, and the outside world beside it, over real HTTP. */
export class County {
  private constructor(
    readonly folder: string,
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly simulator: Simulator,
    readonly secrets: Secrets,
  ) {}

  /** @param pullSeconds of the mechanism's time: what is not yet pushed may come in by a pull */
  static async start(faults: FaultSettings = {}, pullSeconds = RATE / 2): Promise<County> {
    const folder = mkdtempSync(join(tmpdir(), 'huying-county-'));
    const secrets = new Secrets(join(folder, 'secrets.json'), {});
    // Made before anybody starts, so that all three have the same.
    for (const name of ['accounts.office', 'accounts.counter', 'platforms.message-board.inbound']) secrets.get(name);
    const port = await freePorts();
    const url = `http://127.0.0.1:${port}`;
    const simulator = await startSimulator({ port: 0, huyingUrl: url, secrets, seed: 1, faults, timeScale: RATE });
    cpSync(join(ROOT, 'config'), join(folder, 'config'), { recursive: true });
    const platforms = join(folder, 'config/platforms.yml');
    const text = readFileSync(platforms, 'utf8')
      .replaceAll('http://127.0.0.1:7400', simulator.url)
      .replaceAll('timeoutMs: 10000', 'timeoutMs: 1000')
      .replaceAll(/everySeconds: \d+/g, `everySeconds: ${pullSeconds}`);
    writeFileSync(platforms, text);
    const settings = Object.assign(new Settings(), {
      databaseUrl: `sqlite:${join(folder, 'huying.sqlite')}`,
      configDir: join(folder, 'config'),
      dataDir: folder,
      clockRate: RATE,
    });
    const app = await createService(allInOne(settings), new JsonLogger('silent'));
    await openService(app, { host: '127.0.0.1', port: port });
    return new County(folder, app, url, simulator, secrets);
  }

  async stop(): Promise<void> {
    await this.simulator.close();
    await this.app.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A platform pushes in its own words, with its key or signed. */
  async push(platform: string, what: 'events' | 'callbacks', content: object, more = {}): Promise<Answer> {
    const path = `/v1/platforms/${platform}/${what}`;
    const body = JSON.stringify(content);
    const secret = this.secrets.get(`platforms.${platform}.inbound`);
    const nonce = randomBytes(12).toString('hex');
    const signed = { method: 'POST', path, clientId: platform, timestamp: Date.now(), nonce, body, secret };
    const headers = WITH_A_KEY.has(platform) ? { 'x-api-key': secret } : signStrict(signed);
    return answerOf(
      await fetch(this.url + path, {
        method: 'POST',
        body,
        headers: { ...headers, 'content-type': 'application/json', ...more },
      }),
    );
  }

  /** A platform looks. */
  async look(platform: string, path: string): Promise<Answer> {
    const key = this.secrets.get(`platforms.${platform}.inbound`);
    return answerOf(await fetch(this.url + path, { headers: { 'x-api-key': key } }));
  }

  /** A person looks (no content) or acts. */
  async person(account: string, path: string, content?: object): Promise<Answer> {
    const basic = Buffer.from(`${account}:${this.secrets.get(`accounts.${account}`)}`).toString('base64');
    const headers = { authorization: `Basic ${basic}`, 'content-type': 'application/json' };
    return answerOf(
      await fetch(this.url + path, content ? { method: 'POST', headers, body: JSON.stringify(content) } : { headers }),
    );
  }

  async ticket(id: string): Promise<Ticket> {
    const { status, json } = await this.person('office', `/v1/tickets/${id}`);
    if (status !== 200) throw new Error(`no ticket ${id}: ${JSON.stringify(json)}`);
    return json as unknown as Ticket;
  }

  /** What was said about a ticket, in the order in which the log has it. */
  async said(id: string): Promise<Envelope[]> {
    const rows = (await this.app
      .get(DataSource)
      .query('SELECT envelope FROM bus_log WHERE message_key = ? ORDER BY appended_at', [id])) as {
      envelope: string;
    }[];
    return rows.map(({ envelope }) => JSON.parse(envelope) as Envelope);
  }

  /** Waits until the ticket is as wanted. */
  until(id: string, wanted: (ticket: Ticket) => boolean): Promise<Ticket> {
    return vi.waitFor(
      async () => {
        const ticket = await this.ticket(id);
        if (!wanted(ticket)) throw new Error(`not yet: ${JSON.stringify({ ...ticket, description: undefined })}`);
        return ticket;
      },
      { timeout: 12_000, interval: 50 },
    );
  }

  /** What the platform's own books say that it was told and did, in order. */
  told(platform: string, ticketId: string): string[] {
    return this.simulator.books
      .effects(platform)
      .filter(({ ticket }) => ticket === ticketId)
      .map(({ purpose, status }) => status ?? purpose);
  }
}

/** The grid system's words for an event. */
export function gridEvent(reportNo: string, of: Record<string, unknown> = {}): { list: object[] } {
  const event = {
    reportNo,
    caseName: '集市口占道经营',
    caseDesc: '流动摊贩占道经营,影响通行。',
    caseType: '城乡建设',
    level: '3',
    happenTime: '2026-11-25 09:30:00',
    townCode: '371402101',
    address: '示例镇集市口',
    reporterName: '网格员甲',
    reporterPhone: '13900000001',
  };
  return { list: [{ ...event, ...of }] };
}

async function answerOf(response: Response): Promise<Answer> {
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, json, traceId: response.headers.get('x-trace-id') };
}
