import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { expect, vi } from 'vitest';
import { AccessModule } from '#libs/access';
import { BusModule, busSchema, Publisher, topicOf } from '#libs/bus';
import {
  callbackReceived,
  deliveryRequested,
  ticketIdOf,
  type CallbackReceived,
  type DeliveryOutcome,
  type DeliveryRequested,
  type DeliverySettled,
  type MessageType,
} from '#libs/contracts';
import { DeliveryModule, deliverySchema } from '#libs/delivery';
import { PlatformsModule } from '#libs/platforms';
import { JsonLogger, readSettings, RuntimeModule, Secrets, SetClock } from '#libs/runtime';
import { createService, openService } from '#libs/service';
import { StoreModule } from '#libs/store';
import { DeliveryOptions } from '../../delivery/src/delivery-options.js';

const PATIENCE = { timeout: 15_000, interval: 10 };
const CONFIG = join(import.meta.dirname, '../../../config');

export interface SamplePlatform {
  readonly code: string;
  readonly baseUrl?: string;
  readonly lookUp?: boolean;
  /** Further `outbound` settings. */
  readonly outbound?: Record<string, unknown>;
}

export interface DeliveryStart {
  /** Of an earlier start, to go on where it ended. */
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly times?: Partial<DeliveryOptions>;
}

/** A delivery as the API lists it. */
export interface ListedDelivery {
  deliveryId: string;
  state: string;
  attempts: number;
  nextAttemptAt?: string;
  history: { kind: string; outcome: string; startedAt: string; request?: string; detail?: string }[];
}

/** Delivery alone, as a real process has it: real HTTP, a real database, a set clock. For specs. */
export class RunningDelivery {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly clock: SetClock,
    readonly dataDir: string,
    readonly secrets: Secrets,
  ) {}

  static async start(
    platforms: readonly SamplePlatform[],
    clock: SetClock,
    options: DeliveryStart = {},
  ): Promise<RunningDelivery> {
    const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'huying-delivery-'));
    cpSync(join(CONFIG, 'accounts.yml'), join(dataDir, 'accounts.yml'));
    writeFileSync(join(dataDir, 'platforms.yml'), JSON.stringify({ platforms: platforms.map(entry) }));
    const settings = readSettings({
      HUYING_CONFIG_DIR: dataDir,
      HUYING_DATA_DIR: dataDir,
      HUYING_DATABASE_URL: options.databaseUrl ?? `sqlite:${join(dataDir, 'huying.sqlite')}`,
      HUYING_LOG_LEVEL: 'silent',
    });
    class DeliveryAlone {}
    const parts = {
      module: DeliveryAlone,
      imports: [
        RuntimeModule.forRoot(settings, clock),
        StoreModule.forRoot({ schemas: [busSchema, deliverySchema] }),
        BusModule.forRoot({ partitions: 2, whole: false }),
        PlatformsModule.forRoot(),
        AccessModule.forRoot(),
        DeliveryModule,
      ],
    };
    const app = await createService(parts, new JsonLogger('silent'));
    Object.assign(app.get(DeliveryOptions), options.times);
    await openService(app, { host: '127.0.0.1', port: 0 });
    return new RunningDelivery(app, clock, dataDir, new Secrets(join(dataDir, 'secrets.json'), {}));
  }

  async request(...bodies: DeliveryRequested[]): Promise<void> {
    await this.app.get(Publisher).publish(
      bodies.map((body) => ({
        type: deliveryRequested as unknown as MessageType,
        body,
        id: `requested ${body.deliveryId}`,
      })),
    );
  }

  async callBack(body: CallbackReceived): Promise<void> {
    await this.app
      .get(Publisher)
      .publish([{ type: callbackReceived as unknown as MessageType, body, id: body.callbackId }]);
  }

  /** What was said of a delivery, in order. */
  async settled(deliveryId?: string): Promise<DeliverySettled[]> {
    const rows = await this.app
      .get(DataSource)
      .query('SELECT body FROM bus_log WHERE topic = ? ORDER BY log_partition, log_offset', [
        topicOf('delivery-settled'),
      ]);
    const bodies = (rows as { body: string }[]).map(({ body }) => JSON.parse(body) as DeliverySettled);
    return bodies.filter((body) => deliveryId === undefined || body.deliveryId === deliveryId);
  }

  async get(path: string, account = 'office'): Promise<{ status: number; json: Record<string, unknown> }> {
    const credentials = Buffer.from(`${account}:${this.secrets.get(`accounts.${account}`)}`).toString('base64');
    const response = await fetch((await this.app.getUrl()) + path, {
      headers: { authorization: `Basic ${credentials}` },
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  }

  /** The delivery as the API shows it. */
  async listed(deliveryId: string): Promise<ListedDelivery | undefined> {
    const { json } = await this.get(`/v1/deliveries?ticket=${deliveryId.slice(0, 26)}`);
    return (json.items as ListedDelivery[]).find((item) => item.deliveryId === deliveryId);
  }

  /** Waits until it was said once that the delivery ended so. */
  async settledAs(deliveryId: string, outcome: DeliveryOutcome): Promise<DeliverySettled> {
    return vi.waitFor(async () => {
      const said = await this.settled(deliveryId);
      expect(said.map((body) => body.outcome)).toEqual([outcome]);
      return said[0] as DeliverySettled;
    }, PATIENCE);
  }

  /** Waits until the delivery is in that state, with that many sends begun. */
  async inState(deliveryId: string, state: string, attempts: number): Promise<ListedDelivery> {
    return vi.waitFor(async () => {
      const item = await this.listed(deliveryId);
      expect(item).toMatchObject({ state, attempts });
      return item as ListedDelivery;
    }, PATIENCE);
  }

  async stop(): Promise<void> {
    await this.app.close();
  }

  async stopAndForget(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** A platform that is told dispatches and reports, and answers `{"ok":true,"no":"…"}` or `{"ok":false,"reason":"…"}`. */
function entry({ code, baseUrl, lookUp, outbound }: SamplePlatform): object {
  const body = {
    id: '=delivery.deliveryId',
    task: '=task.taskId',
    no: '=references.task',
    event: '=ticket.eventId',
    title: '=ticket.title',
    text: '=ticket.description',
    who: '=reporter.name',
    phone: '=reporter.phone',
  };
  const mapping = {
    outbound: {
      dispatch: { path: '/tasks', body },
      report: { path: '/reports', body: { ...body, no: '=references.ticket', status: '=status' } },
      withdrawal: { path: '/withdrawals', body },
      reply: { accepted: '=ok = true', refused: '=ok = false', reference: '=no', detail: '=reason' },
      ...(lookUp
        ? { lookUp: { path: '/deliveries/{deliveryId}', found: '=ok = true', absent: '=ok = false', reference: '=no' } }
        : {}),
    },
  };
  return {
    code,
    name: `平台${code}`,
    dialect: 'mapped-json',
    ...(baseUrl ? { outbound: { channel: 'http', baseUrl, auth: 'none', timeoutMs: 8_000, ...outbound } } : {}),
    mapping,
  };
}

/** A delivery as ticketing asks for it. Tickets are told apart by `ticket`, deliveries of one by `number`. */
export function sampleRequest(
  clock: SetClock,
  of: { ticket: string; platform: string; number?: number } & Partial<Pick<DeliveryRequested, 'purpose' | 'report'>> & {
      reporterSealed?: string;
    },
): DeliveryRequested {
  const { ticket, platform, number = 1, purpose = 'dispatch', report, reporterSealed } = of;
  const ticketId = ticketIdOf('grid', 0, ticket);
  const now = clock.now().toISOString();
  return {
    deliveryId: `${ticketId}.1.${number}`,
    platform,
    purpose,
    ticket: {
      ticketId,
      number: '371402-20261125-000001',
      version: 1,
      source: 'grid',
      eventId: ticket,
      status: 'RECEIVED',
      title: '河东村北侧倾倒建筑垃圾',
      description: '约3车建筑垃圾倾倒在排水沟旁',
      grade: 'ordinary',
      receivedAt: now,
      ...(reporterSealed === undefined ? {} : { reporterSealed }),
    },
    ...(purpose === 'report'
      ? { report: report ?? { status: 'RECEIVED', at: now } }
      : {
          task: { taskId: `${ticketId}-1`, kind: 'dispatch', agency: '371402101-SCJG', agencyName: '市场监管所' },
        }),
    requestedAt: now,
  };
}
