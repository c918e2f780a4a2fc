import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessModule } from '#libs/access';
import { BusModule, busSchema } from '#libs/bus';
import { OperationsModule } from '#libs/operations';
import { PlatformsModule } from '#libs/platforms';
import { JsonLogger, readSettings, RuntimeModule, Secrets } from '#libs/runtime';
import { createService, openService } from '#libs/service';
import { StoreModule } from '#libs/store';
import type { TestDatabase } from './database.js';

/** Where the suites of operations run: on the embedded log, and on Kafka where there is a broker. */
export function operationPlaces(
  databases: readonly TestDatabase[],
  broker: { readonly broker: string } | undefined,
): { name: string; database: TestDatabase | undefined; brokers: string | undefined }[] {
  const embedded = { name: 'the embedded log', database: undefined, brokers: undefined };
  return broker ? [embedded, { name: 'Kafka', database: databases.at(-1), brokers: broker.broker }] : [embedded];
}

/** A process in which operators can look at the bus, on the sample configuration, with handlers of the spec's own or none. */
export class RunningOperations {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly dataDir: string,
    private readonly secrets: Secrets,
  ) {}

  /**
   * @param brokers of Kafka; without them the log is embedded
   * @param databaseUrl of a database that others use too; without it an SQLite file of its own
   */
  static async start(
    parts: readonly Type[],
    { brokers, databaseUrl }: { brokers?: string; databaseUrl?: string } = {},
  ): Promise<RunningOperations> {
    const dataDir = mkdtempSync(join(tmpdir(), 'huying-operations-'));
    const settings = readSettings({
      HUYING_CONFIG_DIR: join(import.meta.dirname, '../../../config'),
      HUYING_DATA_DIR: dataDir,
      HUYING_DATABASE_URL: databaseUrl ?? `sqlite:${join(dataDir, 'huying.sqlite')}`,
      ...(brokers ? { HUYING_BUS_TRANSPORT: 'kafka', HUYING_KAFKA_BROKERS: brokers } : {}),
    });
    class Operations {}
    const imports = [
      RuntimeModule.forRoot(settings),
      StoreModule.forRoot({ schemas: [busSchema] }),
      BusModule.forRoot({ partitions: 3, whole: false }),
      PlatformsModule.forRoot(),
      AccessModule.forRoot(),
      OperationsModule,
      ...parts,
    ];
    const app = await createService({ module: Operations, imports }, new JsonLogger('silent'));
    await openService(app, { host: '127.0.0.1', port: 0 });
    const secrets = new Secrets(join(dataDir, 'secrets.json'), {});
    return new RunningOperations(app, await app.getUrl(), dataDir, secrets);
  }

  async stop(): Promise<void> {
    await this.app.close();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  keyOf(account: string): string {
    return this.secrets.get(`accounts.${account}`);
  }

  /** As the office, unless another account is named. */
  async ask<T = Record<string, unknown>>(
    method: string,
    path: string,
    { body, account = 'office' }: { body?: object; account?: string } = {},
  ): Promise<{ status: number; json: T; text: string }> {
    const basic = Buffer.from(`${account}:${this.keyOf(account)}`).toString('base64');
    const response = await fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Basic ${basic}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    const isJson = /json(;|$)/.test(response.headers.get('content-type') ?? '') && !text.includes('}\n{');
    return { status: response.status, json: (isJson && text !== '' ? JSON.parse(text) : {}) as T, text };
  }
}
