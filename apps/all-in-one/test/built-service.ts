import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NODE_FLAGS } from '../../../libs/testing/src/node-flags.js';

const ROOT = join(import.meta.dirname, '../../..');
const READY_WITHIN_MILLISECONDS = 60_000;

/** A built process, all-in-one unless another is named, as an operator runs it, on a folder of its own. */
export class BuiltService {
  private output = '';
  /** Resolves to the exit code, or to the signal that ended it. */
  readonly ended: Promise<number | string | null>;
  /** Wall-clock milliseconds from the launch until it was ready. */
  startedWithin = Number.NaN;

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    child.stdout?.on('data', (text: Buffer) => (this.output += text.toString()));
    child.stderr?.on('data', (text: Buffer) => (this.output += text.toString()));
    this.ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  }

  static launch(
    folder: string,
    port: number,
    environment: Record<string, string> = {},
    app = 'all-in-one',
  ): BuiltService {
    const child = spawn(process.execPath, [...NODE_FLAGS, `dist/apps/${app}/src/main.js`], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        HUYING_HTTP_PORT: String(port),
        HUYING_DATA_DIR: folder,
        HUYING_DATABASE_URL: `sqlite:${join(folder, 'huying.sqlite')}`,
        HUYING_LOG_LEVEL: 'info',
        ...environment,
      },
    });
    return new BuiltService(child, `http://127.0.0.1:${port}`);
  }

  /** Launches and waits until it is ready. */
  static async start(
    folder: string,
    port: number,
    environment: Record<string, string> = {},
    app?: string,
  ): Promise<BuiltService> {
    const launchedAt = performance.now();
    const service = BuiltService.launch(folder, port, environment, app);
    for (const until = Date.now() + READY_WITHIN_MILLISECONDS; Date.now() < until; await sleep(50)) {
      const ready = await fetch(`${service.url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      service.startedWithin = performance.now() - launchedAt;
      if (ready) return service;
    }
    throw new Error(`not ready within ${READY_WITHIN_MILLISECONDS} ms:\n${service.output}`);
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.child.kill(signal);
  }

  /** What it wrote so far. */
  get said(): string {
    return this.output;
  }

  /** Peak resident memory, MB; undefined where the system has no /proc. */
  get peakMegabytes(): number | undefined {
    try {
      const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8')) ?? [];
      return Number(kilobytes) / 1024;
    } catch {
      return undefined;
    }
  }
}
