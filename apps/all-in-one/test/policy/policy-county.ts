import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { ticketIdOf } from '#libs/contracts';
import { JsonLogger, Secrets, SetClock, Settings } from '#libs/runtime';
import { createService, openService } from '#libs/service';
import { fireDeadlines, freePorts } from '#libs/testing';
import { allInOne } from '../../src/all-in-one.module.js';
import { Doors, type Answer, type Ticket } from '../doors.js';
import { gridEvent } from '../samples.js';
import { OutsideThatAgrees, type Told } from './outside-that-agrees.js';

const ROOT = join(import.meta.dirname, '../../../..');

/** A deadline as the interface tells it, as far as the scenarios look. */
export interface ToldDeadline {
  kind: string;
  state: string;
  endsAt: string | null;
  provisionalYear: number | null;
  arithmetic: string[];
}

/**
 * The whole line in this process, with the clock in our hands: nothing comes due unless it is said that it is that late.
 * Platforms push their callbacks and the office acts over real HTTP; every message goes through the bus of the transport.
 */
export class PolicyCounty {
  readonly doors: Doors;
  readonly clock = new SetClock(new Date('2026-02-10T10:00:00+08:00'));
  private app: NestFastifyApplication | undefined;
  private numbered = 0;

  private constructor(
    readonly outside: OutsideThatAgrees,
    private readonly folder: string,
    private readonly port: number,
    private readonly given: Partial<Settings>,
  ) {
    const url = `http://127.0.0.1:${port}`;
    this.doors = new Doors({ intakeUrl: url, consoleUrl: url }, new Secrets(join(folder, 'secrets.json'), {}));
  }

  /** @param given settings other than those of the embedded shape */
  static async start(given: Partial<Settings> = {}): Promise<PolicyCounty> {
    const folder = mkdtempSync(join(tmpdir(), 'huying-policy-'));
    const outside = await OutsideThatAgrees.start();
    cpSync(join(ROOT, 'config'), join(folder, 'config'), { recursive: true });
    const file = join(folder, 'config/platforms.yml');
    const { platforms } = parse(readFileSync(file, 'utf8').replaceAll('http://127.0.0.1:7400', outside.url), {
      merge: true,
    }) as { platforms: { pull?: unknown; mapping?: { pull?: unknown } }[] };
    // Nothing is fetched: what platforms say, they push.
    for (const platform of platforms) {
      delete platform.pull;
      delete platform.mapping?.pull;
    }
    writeFileSync(file, stringify({ platforms }, { aliasDuplicateObjects: false }));
    const county = new PolicyCounty(outside, folder, await freePorts(), given);
    await county.open();
    return county;
  }

  async open(): Promise<void> {
    const settings = Object.assign(new Settings(), {
      databaseUrl: `sqlite:${join(this.folder, 'huying.sqlite')}`,
      configDir: join(this.folder, 'config'),
      dataDir: this.folder,
      ...this.given,
    });
    this.app = await createService(allInOne(settings, this.clock), new JsonLogger('silent'));
    await openService(this.app, { host: '127.0.0.1', port: this.port });
  }

  /** The process ends, and may be opened again on what it has kept. */
  async close(): Promise<void> {
    await this.app?.close();
    this.app = undefined;
  }

  async stop(): Promise<void> {
    await this.close();
    await this.outside.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The days off of a year are known from the next start on. */
  publish(year: number, yaml: string): void {
    writeFileSync(join(this.folder, `config/calendar/${year}.yml`), yaml);
  }

  /** It is that late on a clock in Shanghai, `2026-02-24 17:30:00`, and all that is due has been done. */
  async passTo(local: string): Promise<void> {
    this.clock.set(new Date(`${local.replace(' ', 'T')}+08:00`));
    await fireDeadlines(this.app!);
  }

  /** The grid system reports it; resolves when the ticket is where it goes first. */
  async report(eventId: string, of: Record<string, unknown> = {}, first = 'dispatched'): Promise<string> {
    const event = gridEvent(eventId, { happenTime: this.localTime(), ...of });
    taken(await this.doors.push('grid', 'events', event));
    const id = ticketIdOf('grid', 0, eventId);
    await this.until(id, first);
    return id;
  }

  /** A station says something of its task in its own words. */
  async station(ticketId: string, task: number, state: string, more: object = {}): Promise<void> {
    const said = {
      serial: `s-${++this.numbered}`,
      taskId: `${ticketId}-${task}`,
      state,
      time: this.localTime(),
      ...more,
    };
    taken(await this.doors.push('stations', 'callbacks', said));
  }

  /** A bureau says something of its task through 乡呼县应. */
  async bureau(ticketId: string, task: number, msgType: string, more: object = {}): Promise<void> {
    const taskId = `${ticketId}-${task}`;
    const number = ++this.numbered;
    const about = {
      msgId: `m-${number}`,
      seq: number,
      caseNo: `HY-${taskId}`,
      peerCaseNo: taskId,
      opTime: this.localTime(),
    };
    taken(await this.doors.push('xhxy', 'callbacks', { ...about, msgType, ...more }));
  }

  /** What the resident said when the grid system asked (回访). */
  async resident(eventId: string, solved: boolean, satisfaction: number): Promise<void> {
    const word = { msgNo: `v-${++this.numbered}`, reportNo: eventId, action: 'VERIFY', actTime: this.localTime() };
    taken(await this.doors.push('grid', 'callbacks', { list: [{ ...word, solved, satisfaction }] }));
  }

  /** The office acts. */
  act(ticketId: string, act: string, body: object): Promise<Answer> {
    return this.doors.person('office', `/v1/tickets/${ticketId}/acts/${act}`, body);
  }

  /** The office acts, and it is done. */
  async done(ticketId: string, act: string, body: object): Promise<Record<string, unknown>> {
    return taken(await this.act(ticketId, act, body));
  }

  /** Waits until the ticket is in that state, or as wanted. */
  until(ticketId: string, wanted: string | ((ticket: Ticket) => boolean)): Promise<Ticket> {
    return this.doors.until(ticketId, typeof wanted === 'string' ? ({ state }) => state === wanted : wanted);
  }

  /** Waits until something of that kind waits at the desk. */
  untilAsked(ticketId: string, kind: string): Promise<Ticket> {
    return this.until(ticketId, ({ desk }) => desk.some((item) => item.kind === kind && item.settledAt === null));
  }

  async waiting(ticketId: string): Promise<string[]> {
    const { desk } = await this.doors.ticket(ticketId);
    return desk.filter(({ settledAt }) => settledAt === null).map(({ kind }) => kind);
  }

  async deadline(ticketId: string, kind: string): Promise<ToldDeadline> {
    const { json } = await this.doors.person('office', `/v1/tickets/${ticketId}/deadlines`);
    return (json.items as ToldDeadline[]).findLast((deadline) => deadline.kind === kind)!;
  }

  /** Waits until the platform was told so much about the ticket; what it was told. */
  async told(platform: string, ticketId: string, least: number): Promise<Told[]> {
    return vi.waitFor(() => {
      const told = this.outside.told(platform, ticketId);
      if (told.length < least) throw new Error(`${platform} was told ${JSON.stringify(told)} only`);
      return told;
    }, PATIENCE);
  }

  private localTime(): string {
    return new Date(this.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  }
}

const PATIENCE = { timeout: 60_000, interval: 30 };

/** What was answered, if it was a yes in whatever words. */
function taken({ status, json }: Answer): Record<string, unknown> {
  const { held, refused, code } = json;
  if (status > 202 || [held, refused].some((count) => Number(count ?? 0) > 0) || Number(code ?? 0) !== 0)
    throw new Error(`not taken: ${status} ${JSON.stringify(json)}`);
  return json;
}
