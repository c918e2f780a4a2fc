import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from './free-ports.js';
import { Leash } from './leash.js';

const UP_WITHIN = 60_000;
const run = promisify(execFile);

/** A MariaDB server of one suite, to be killed and started again. */
export class OwnMariadb {
  private server: ChildProcess | undefined;
  private leash: Leash | undefined;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** Undefined, after `whereMissing`, where MariaDB is not installed. */
  static async make(whereMissing: () => void = sayMissing): Promise<OwnMariadb | undefined> {
    const folder = mkdtempSync(join(tmpdir(), 'huying-mariadb-'));
    try {
      const own = ['--no-defaults', `--datadir=${folder}/data`, `--user=${userInfo().username}`];
      await run('mariadb-install-db', [...own, '--auth-root-authentication-method=normal', '--skip-test-db']);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
      whereMissing();
      return undefined;
    }
    return new OwnMariadb(folder, await freePorts());
  }

  get url(): string {
    return `mysql://root@127.0.0.1:${this.port}/mysql`;
  }

  /** Resolves when it takes connections. `options` as on its command line. */
  async start(...options: string[]): Promise<void> {
    const { folder, port } = this;
    this.server = spawn(
      'mariadbd',
      [
        '--no-defaults',
        `--datadir=${folder}/data`,
        `--user=${userInfo().username}`,
        '--bind-address=127.0.0.1',
        `--port=${port}`,
        `--socket=${folder}/socket`,
        '--innodb-buffer-pool-size=32M',
        ...options,
      ],
      { stdio: 'ignore' },
    );
    this.leash = new Leash(this.server);
    for (const until = Date.now() + UP_WITHIN; Date.now() < until; await sleep(100)) if (await this.answers()) return;
    throw new Error(`no MariaDB at port ${port} within ${UP_WITHIN} ms`);
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    this.leash?.release();
    if (!server) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  }

  async stopAndForget(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async answers(): Promise<boolean> {
    const socket = connect(this.port, '127.0.0.1');
    try {
      await once(socket, 'data');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}

function sayMissing(): void {
  if (process.env.CI === 'true') throw new Error('mariadb-install-db is not installed');
  console.warn('NOT TESTED ON A SERVER OF ITS OWN: mariadb-install-db is not installed');
}
