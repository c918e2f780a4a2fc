import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { AccessModule } from '#libs/access';
import { BusModule, busSchema, topicOf, type Envelope } from '#libs/bus';
import { IntakeModule, intakeSchema } from '#libs/intake';
import { PlatformsModule, signStrict } from '#libs/platforms';
import { JsonLogger, readSettings, RuntimeModule, Secrets } from '#libs/runtime';
import { createService, openService } from '#libs/service';
import { StoreModule } from '#libs/store';

const CONFIG = join(import.meta.dirname, '../../../config');

export interface SaidMessage {
  envelope: Envelope;
  body: Record<string, unknown>;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, never> & { code?: string; detail?: string; errors?: { path: string; message: string }[] };
}

export interface IntakeOptions {
  /** Of an earlier one, to go on with. */
  dataDir?: string;
  /** Settings that are not those of an embedded one. */
  environment?: Record<string, string>;
  logger?: LoggerService;
}

/** Intake alone, as a real process has it: real HTTP, a real database file, the sample configuration. For specs. */
export class RunningIntake {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly dataDir: string,
    readonly secrets: Secrets,
  ) {}

  /** @param outsidePort where the platforms of the sample configuration are to be found on 127.0.0.1 */
  static async start(outsidePort: number, options: IntakeOptions = {}): Promise<RunningIntake> {
    const { dataDir = mkdtempSync(join(tmpdir(), 'huying-intake-')), logger = new JsonLogger('silent') } = options;
    cpSync(join(CONFIG, 'accounts.yml'), join(dataDir, 'accounts.yml'));
    const platforms = readFileSync(join(CONFIG, 'platforms.yml'), 'utf8').replaceAll(':7400/', `:${outsidePort}/`);
    writeFileSync(join(dataDir, 'platforms.yml'), platforms);
    const settings = readSettings({
      HUYING_CONFIG_DIR: dataDir,
      HUYING_DATA_DIR: dataDir,
      HUYING_DATABASE_URL: `sqlite:${join(dataDir, 'huying.sqlite')}`,
      HUYING_LOG_LEVEL: 'silent',
      ...options.environment,
    });
    class IntakeAlone {}
    const parts = {
      module: IntakeAlone,
      imports: [
        RuntimeModule.forRoot(settings),
        StoreModule.forRoot({ schemas: [busSchema, intakeSchema] }),
        BusModule.forRoot({ partitions: 2, whole: false }),
        PlatformsModule.forRoot(),
        AccessModule.forRoot(),
        IntakeModule,
      ],
    };
    const app = await createService(parts, logger);
    await openService(app, { host: '127.0.0.1', port: 0 });
    return new RunningIntake(app, await app.getUrl(), dataDir, new Secrets(join(dataDir, 'secrets.json'), {}));
  }

  async post(path: string, headers: Record<string, string>, body: string | Uint8Array): Promise<HttpAnswer> {
    return this.ask('POST', path, headers, body);
  }

  async ask(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string | Uint8Array,
  ): Promise<HttpAnswer> {
    const sent = body === undefined ? {} : { body: body as string };
    const response = await fetch(this.url + path, { method, headers, ...sent });
    const text = await response.text();
    const json = (/^[{[]/.test(text) ? JSON.parse(text) : {}) as HttpAnswer['json'];
    return { status: response.status, headers: response.headers, text, json };
  }

  /** Signs and posts as a platform that signs. */
  async pushSigned(
    platform: string,
    path: string,
    body: string | Uint8Array,
    nonce: string = randomUUID(),
    headers = {},
  ): Promise<HttpAnswer> {
    const secret = this.secrets.get(`platforms.${platform}.inbound`);
    const signed = signStrict({ method: 'POST', path, clientId: platform, timestamp: Date.now(), nonce, secret, body });
    return this.post(path, { 'content-type': 'application/json', ...headers, ...signed }, body);
  }

  key(platform: string): Record<string, string> {
    return { 'x-api-key': this.secrets.get(`platforms.${platform}.inbound`), 'content-type': 'application/json' };
  }

  basic(account: string): Record<string, string> {
    const text = `${account}:${this.secrets.get(`accounts.${account}`)}`;
    return { authorization: `Basic ${Buffer.from(text).toString('base64')}`, 'content-type': 'application/json' };
  }

  /** What the log has of one message type, in the order of the log within a partition. */
  async said(messageName: string): Promise<SaidMessage[]> {
    const rows = (await this.database.query(
      'SELECT envelope, body FROM bus_log WHERE topic = ? ORDER BY log_partition, log_offset',
      [topicOf(messageName)],
    )) as { envelope: string; body: string }[];
    return rows.map(({ envelope, body }) => ({ envelope: JSON.parse(envelope), body: JSON.parse(body) }));
  }

  get database(): DataSource {
    return this.app.get(DataSource);
  }

  async stop(): Promise<void> {
    await this.app.close();
  }

  async stopAndForget(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
