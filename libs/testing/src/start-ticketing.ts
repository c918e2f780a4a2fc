import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { AccessModule } from '#libs/access';
import { BusModule, busSchema, ParkedKeys, Publisher, topicOf, Transport } from '#libs/bus';
import {
  callbackReceived,
  deliverySettled,
  eventReceived,
  inboundQuarantined,
  messageTypes,
  type CallbackReceived,
  type DeliveryRequested,
  type DeliverySettled,
  type EventReceived,
  type InboundQuarantined,
  type MessageType,
  type TicketChanged,
} from '#libs/contracts';
import { PlatformsModule } from '#libs/platforms';
import { JsonLogger, readSettings, RuntimeModule, Secrets, SetClock } from '#libs/runtime';
import { createService, openService } from '#libs/service';
import { StoreModule } from '#libs/store';
import { TicketingModule, ticketingSchema } from '#libs/ticketing';
import { FireDeadlinesJob } from '../../ticketing/src/jobs/fire-deadlines.job.js';
import { keptDeadlines, type KeptDeadline } from './kept-deadlines.js';
import { sampleCallback, sampleEvent } from './ticketing-samples.js';
import type { Told, ToldTicket } from './told-ticket.js';

const SAMPLE = join(import.meta.dirname, '../../../config');
const HEARD = [eventReceived, callbackReceived, deliverySettled, inboundQuarantined].map(({ name }) => topicOf(name));

/** Ticketing alone, as a real process has it, on the sample configuration: heard over the bus, asked over HTTP. For specs. */
export class RunningTicketing {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly clock: SetClock,
    private readonly dataDir: string,
    private readonly secrets: Secrets,
  ) {}

  /**
   * @param databaseUrl an empty database; without it an SQLite file of its own
   * @param configDir without it the sample configuration
   */
  static async start(now: Date, databaseUrl?: string, configDir = SAMPLE): Promise<RunningTicketing> {
    const dataDir = mkdtempSync(join(tmpdir(), 'huying-ticketing-'));
    const settings = readSettings({
      HUYING_CONFIG_DIR: configDir,
      HUYING_DATA_DIR: dataDir,
      HUYING_DATABASE_URL: databaseUrl ?? `sqlite:${join(dataDir, 'huying.sqlite')}`,
    });
    const clock = new SetClock(now);
    class TicketingAlone {}
    const parts = {
      module: TicketingAlone,
      imports: [
        RuntimeModule.forRoot(settings, clock),
        StoreModule.forRoot({ schemas: [busSchema, ticketingSchema] }),
        BusModule.forRoot({ partitions: 2, whole: false }),
        PlatformsModule.forRoot(),
        AccessModule.forRoot(),
        TicketingModule,
      ],
    };
    const app = await createService(parts, new JsonLogger('silent'));
    await openService(app, { host: '127.0.0.1', port: 0 });
    return new RunningTicketing(
      app,
      await app.getUrl(),
      clock,
      dataDir,
      new Secrets(join(dataDir, 'secrets.json'), {}),
    );
  }

  async stop(): Promise<void> {
    await this.app.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** Says it on the bus and resolves when ticketing has handled everything there is. */
  async say(...messages: readonly [MessageType, object][]): Promise<void> {
    await this.app
      .get<Publisher>(Publisher)
      .publish(messages.map(([type, body]) => ({ type, body, id: randomUUID() })));
    await this.quiet();
  }

  async event(eventId: string, more: Partial<EventReceived> = {}): Promise<string> {
    const body = this.eventBody(eventId, more);
    await this.say([eventReceived as unknown as MessageType, body]);
    return body.ticketId;
  }

  eventBody(eventId: string, more: Partial<EventReceived> = {}): EventReceived {
    return sampleEvent(eventId, this.clock.now(), more);
  }

  async callback(body: Partial<CallbackReceived>): Promise<void> {
    await this.say([callbackReceived as unknown as MessageType, this.callbackBody(body)]);
  }

  /** 办结 is said with a result, as agencies do, unless `opinion` is given, be it as undefined. */
  callbackBody(body: Partial<CallbackReceived>): CallbackReceived {
    return sampleCallback(this.clock.now(), body);
  }

  /** Settles the newest delivery of that purpose that was asked for, as the delivery part would. */
  async settle(ticketId: string, purpose: string, body: Partial<DeliverySettled>): Promise<void> {
    await this.say([deliverySettled as unknown as MessageType, await this.settlement(ticketId, purpose, body)]);
  }

  async settlement(ticketId: string, purpose: string, body: Partial<DeliverySettled>): Promise<DeliverySettled> {
    const asked = (await this.deliveries(ticketId)).findLast((delivery) => delivery.purpose === purpose);
    if (!asked) throw new Error(`no ${purpose} was asked for`);
    const { deliveryId, platform, task } = asked;
    const settledAt = this.clock.now().toISOString();
    const told = { ticketId, deliveryId, platform, purpose: asked.purpose, outcome: 'accepted' as const };
    return { ...told, attempts: 1, settledAt, ...(task ? { taskId: task.taskId } : {}), ...body };
  }

  async quarantine(body: Omit<InboundQuarantined, 'receivedAt'>): Promise<void> {
    const receivedAt = this.clock.now().toISOString();
    await this.say([inboundQuarantined as unknown as MessageType, { ...body, receivedAt }]);
  }

  /** What was asked of delivery for that ticket, in order. */
  async deliveries(ticketId: string): Promise<DeliveryRequested[]> {
    return this.said<DeliveryRequested>('delivery-requested', ticketId);
  }

  /** `purpose platform status` of everything asked for that ticket. */
  async told(ticketId: string): Promise<string[]> {
    return (await this.deliveries(ticketId)).map(({ purpose, platform, report, task }) =>
      [purpose, platform, report?.status ?? task?.agency].join(' '),
    );
  }

  async changes(ticketId: string): Promise<TicketChanged[]> {
    return this.said<TicketChanged>('ticket-changed', ticketId);
  }

  async ticket(numberOrId: string): Promise<ToldTicket> {
    const { status, json } = await this.ask('GET', `/v1/tickets/${numberOrId}`);
    if (status !== 200) throw new Error(`GET of ${numberOrId} was answered ${status} ${JSON.stringify(json)}`);
    return json as unknown as ToldTicket;
  }

  /** In the order in which they began. */
  deadlines(ticketId: string): Promise<KeptDeadline[]> {
    return keptDeadlines(this.app.get(DataSource), ticketId);
  }

  /** It is that late: every deadline that is due by then has been fired. */
  async passTo(time: Date): Promise<void> {
    this.clock.set(time);
    await this.app.get(FireDeadlinesJob).look();
  }

  /** @param headers beside those of the office, e.g. `if-match` */
  async act(numberOrId: string, act: string, body: object, headers: Record<string, string> = {}): Promise<Told> {
    const answer = await this.ask('POST', `/v1/tickets/${numberOrId}/acts/${act}`, {
      body,
      headers: { ...this.basic('office'), ...headers },
    });
    await this.quiet();
    return answer;
  }

  /** As the office, unless other headers are given. */
  async ask(
    method: string,
    path: string,
    options: { body?: object; headers?: Record<string, string> } = {},
  ): Promise<Told> {
    const response = await fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...(options.headers ?? this.basic('office')) },
      ...(options.body ? { body: JSON.stringify(options.body) } : {}),
    });
    const text = await response.text();
    return {
      status: response.status,
      etag: response.headers.get('etag'),
      json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  }

  basic(account: string): Record<string, string> {
    const text = `${account}:${this.secrets.get(`accounts.${account}`)}`;
    return { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
  }

  key(platform: string): Record<string, string> {
    return { 'x-api-key': this.secrets.get(`platforms.${platform}.inbound`) };
  }

  get parkedKeys(): ParkedKeys {
    return this.app.get(ParkedKeys);
  }

  async deadLetters(): Promise<{ reason: string }[]> {
    return this.app.get(DataSource).query('SELECT reason FROM bus_dead_letter');
  }

  /** What was said about that ticket, in order: its id is the key. */
  private async said<T>(messageName: string, ticketId: string): Promise<T[]> {
    const known = messageTypes.some(({ name }) => name === messageName);
    if (!known) throw new Error(`no message type is called ${messageName}`);
    const rows = (await this.app
      .get(DataSource)
      .query('SELECT body FROM bus_log WHERE topic = ? AND message_key = ? ORDER BY log_partition, log_offset', [
        topicOf(messageName),
        ticketId,
      ])) as {
      body: string;
    }[];
    return rows.map(({ body }) => JSON.parse(body) as T);
  }

  private async quiet(): Promise<void> {
    const transport = this.app.get<Transport>(Transport);
    for (;;) {
      const lags = await transport.lag('ticketing', HEARD);
      if (lags.every(({ position, end }) => position === end)) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
