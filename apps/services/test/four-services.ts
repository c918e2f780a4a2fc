import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signStrict } from '#libs/platforms';
import { Secrets } from '#libs/runtime';
import type { ServiceName } from '#libs/service';
import { freePorts } from '#libs/testing';
import { startSimulator, type Simulator } from '../../simulator/src/index.js';
import { environmentOf, ownServices, readCompose, ROOT } from './compose-file.js';
import { ServiceProcess } from './service-process.js';

/** How much faster than us the outside world lives: what takes agencies an afternoon takes seconds. */
const OUTSIDE_RATE = 6_000;

export interface Servers {
  readonly broker: string;
  readonly databaseUrl: string;
}

/**
 * The services of docker/compose.yml as processes of this machine: the same commands and the same environment, but for the
 * names of hosts, folders and ports. Beside them, the outside world.
 */
export class FourServices {
  private readonly processes = new Map<string, ServiceProcess>();

  private constructor(
    readonly folder: string,
    readonly ports: ReadonlyMap<string, number>,
    readonly simulator: Simulator,
    readonly secrets: Secrets,
    private readonly servers: Servers,
  ) {}

  /** The outside world only; `launch` starts the services. */
  static async prepare(servers: Servers): Promise<FourServices> {
    const folder = mkdtempSync(join(tmpdir(), 'huying-services-'));
    const secrets = new Secrets(join(folder, 'secrets.json'), {});
    // What the outside shares with us; all else the services make, at once, and agree on.
    for (const platform of ['grid', 'xhxy', 'stations', 'hotline'])
      for (const way of ['inbound', 'outbound']) secrets.get(`platforms.${platform}.${way}`);
    secrets.get('accounts.office');
    const names = ownServices(readCompose('compose.yml')).map(([name]) => name);
    const first = await freePorts(names.length);
    const ports = new Map(names.map((name, index) => [name, first + index]));
    const huyingUrl = `http://127.0.0.1:${ports.get('intake')}`;
    const simulator = await startSimulator({ port: 0, huyingUrl, secrets, seed: 1, timeScale: OUTSIDE_RATE });
    copyConfig(join(folder, 'config'), simulator.url);
    writeFileSync(join(folder, 'database-password'), decodeURIComponent(new URL(servers.databaseUrl).password));
    return new FourServices(folder, ports, simulator, secrets, servers);
  }

  /** Starts all that do not run, at once, and waits until they are ready. */
  async launch(names: readonly string[] = [...this.ports.keys()]): Promise<void> {
    for (const [name, service] of ownServices(readCompose('compose.yml'))) {
      if (!names.includes(name)) continue;
      const environment = { ...environmentOf(service), ...this.environment(name) };
      this.processes.set(name, new ServiceProcess(service.command?.slice(1) ?? [], environment));
    }
    await Promise.all(names.map((name) => this.process(name).ready([this.port(name)])));
  }

  /** Environment of a service where it differs from that of the compose file. */
  environment(name: string): Record<string, string> {
    return {
      HUYING_HTTP_HOST: '127.0.0.1',
      HUYING_HTTP_PORT: String(this.port(name)),
      HUYING_DATA_DIR: this.folder,
      HUYING_CONFIG_DIR: join(this.folder, 'config'),
      HUYING_DATABASE_URL: Object.assign(new URL(this.servers.databaseUrl), { password: '' }).href,
      HUYING_SECRET_DATABASE_PASSWORD_FILE: join(this.folder, 'database-password'),
      HUYING_KAFKA_BROKERS: this.servers.broker,
    };
  }

  process(name: string): ServiceProcess {
    return this.processes.get(name) as ServiceProcess;
  }

  port(name: string): number {
    return this.ports.get(name) as number;
  }

  /** All that services wrote so far. */
  get said(): string {
    return [...this.processes].map(([name, { said }]) => `${name}:\n${said}`).join('\n');
  }

  async stop(): Promise<void> {
    await this.simulator.close();
    for (const one of this.processes.values()) if (one.running) await one.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The grid system pushes an event to intake; resolves to the status of the answer, 0 when there was none. */
  async push(content: object): Promise<number> {
    const path = '/v1/platforms/grid/events';
    const body = JSON.stringify(content);
    const headers = signStrict({
      method: 'POST',
      path,
      clientId: 'grid',
      timestamp: Date.now(),
      nonce: randomBytes(12).toString('hex'),
      body,
      secret: this.secrets.get('platforms.grid.inbound'),
    });
    const answer = await fetch(this.url('intake') + path, {
      method: 'POST',
      body,
      headers: { ...headers, 'content-type': 'application/json' },
    }).catch(() => undefined);
    return answer?.status ?? 0;
  }

  /** The office looks, at the console unless another service is named. */
  async look(
    path: string,
    service: ServiceName = 'console',
  ): Promise<{ status: number; json: Record<string, unknown> }> {
    const basic = Buffer.from(`office:${this.secrets.get('accounts.office')}`).toString('base64');
    const answer = await fetch(this.url(service) + path, { headers: { authorization: `Basic ${basic}` } });
    return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
  }

  private url(name: string): string {
    return `http://127.0.0.1:${this.port(name)}`;
  }
}

function copyConfig(folder: string, simulatorUrl: string): void {
  cpSync(join(ROOT, 'config'), folder, { recursive: true });
  const file = join(folder, 'platforms.yml');
  const text = readFileSync(file, 'utf8')
    .replaceAll('http://127.0.0.1:7400', simulatorUrl)
    .replaceAll('timeoutMs: 10000', 'timeoutMs: 2000')
    .replaceAll(/everySeconds: \d+/g, 'everySeconds: 1');
  writeFileSync(file, text);
}
