import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { vi } from 'vitest';
import type { ServiceName } from '#libs/service';
import { openDatabase } from '#libs/store';
import { freePorts } from '#libs/testing';
import type { Huying } from '../../all-in-one/test/county.js';
import { Outside } from '../../all-in-one/test/outside.js';
import { environmentOf, ownServices, readCompose } from './compose-file.js';
import { ServiceProcess } from './service-process.js';

const PATIENCE = { timeout: 20_000, interval: 100 };
/** The services' time is the wall's: a pull that is to come soon must be asked for. */
const PULL_EVERY_SECONDS = 1;

export interface Servers {
  readonly broker: string;
  readonly databaseUrl: string;
}

/**
 * The services of docker/compose.yml as processes of this machine: the same commands and the same environment, but for the
 * names of hosts, folders and ports. Beside them, the outside world.
 */
export class FourServices implements Huying {
  private readonly processes = new Map<string, ServiceProcess>();
  private readonly others: ServiceProcess[] = [];
  private opened: DataSource | undefined;

  private constructor(
    readonly outside: Outside,
    readonly ports: ReadonlyMap<string, number>,
    private readonly servers: Servers,
  ) {}

  /** The outside world only; `launch` starts the services. */
  static async prepare(servers: Servers): Promise<FourServices> {
    const names = ownServices(readCompose('compose.yml')).map(([name]) => name);
    const first = await freePorts(names.length);
    const ports = new Map(names.map((name, index) => [name, first + index]));
    const outside = await Outside.start(`http://127.0.0.1:${ports.get('intake')}`, PULL_EVERY_SECONDS);
    writeFileSync(join(outside.folder, 'database-password'), decodeURIComponent(new URL(servers.databaseUrl).password));
    return new FourServices(outside, ports, servers);
  }

  /** Starts all that do not run, at once, and waits until they are ready. */
  async launch(names: readonly string[] = [...this.ports.keys()]): Promise<void> {
    for (const name of names) this.processes.set(name, this.spawn(name, this.port(name)));
    await Promise.all(names.map((name) => this.process(name).ready([this.port(name)])));
    this.opened ??= await openDatabase(this.servers.databaseUrl, []);
  }

  /** One more process of a service, on a port of its own; resolves when it is ready. */
  async another(name: string): Promise<ServiceProcess> {
    const port = await freePorts();
    const other = this.spawn(name, port);
    this.others.push(other);
    await other.ready([port]);
    return other;
  }

  private spawn(name: string, port: number): ServiceProcess {
    const [, service] = ownServices(readCompose('compose.yml')).find(([one]) => one === name) ?? [];
    return new ServiceProcess(service?.command?.slice(1) ?? [], {
      ...(service ? environmentOf(service) : {}),
      ...this.environment(name),
      HUYING_HTTP_PORT: String(port),
    });
  }

  /** Environment of a service where it differs from that of the compose file. */
  environment(name: string): Record<string, string> {
    return {
      HUYING_HTTP_HOST: '127.0.0.1',
      HUYING_HTTP_PORT: String(this.port(name)),
      HUYING_DATA_DIR: this.outside.folder,
      HUYING_CONFIG_DIR: this.outside.configDir,
      HUYING_DATABASE_URL: Object.assign(new URL(this.servers.databaseUrl), { password: '' }).href,
      HUYING_SECRET_DATABASE_PASSWORD_FILE: join(this.outside.folder, 'database-password'),
      HUYING_KAFKA_BROKERS: this.servers.broker,
    };
  }

  process(name: string): ServiceProcess {
    return this.processes.get(name) as ServiceProcess;
  }

  port(name: string): number {
    return this.ports.get(name) as number;
  }

  url(name: ServiceName): string {
    return `http://127.0.0.1:${this.port(name)}`;
  }

  get intakeUrl(): string {
    return this.url('intake');
  }

  get consoleUrl(): string {
    return this.url('console');
  }

  get database(): DataSource {
    return this.opened as DataSource;
  }

  /** Several processes have no time but the wall's, so what waits is made older; ticketing looks at it when it starts. */
  async passHalfAnHour(): Promise<void> {
    const { database } = this;
    await vi.waitUntil(async () => {
      const older = 'SET waiting_since = waiting_since - INTERVAL 31 MINUTE WHERE waiting_since IS NOT NULL';
      const { affectedRows } = await database.query<{ affectedRows: number }>(`UPDATE ticketing_reference ${older}`);
      return affectedRows > 0;
    }, PATIENCE);
    await this.process('ticketing').end('SIGTERM');
    await this.launch(['ticketing']);
  }

  /** All that services wrote so far. */
  get said(): string {
    return [...this.processes].map(([name, { said }]) => `${name}:\n${said}`).join('\n');
  }

  async stop(): Promise<void> {
    await this.outside.simulator.close();
    for (const one of [...this.processes.values(), ...this.others]) if (one.running) await one.end('SIGKILL');
    await this.opened?.destroy();
    this.outside.remove();
  }
}
