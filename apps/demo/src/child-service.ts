import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_WITHIN_MS = 30_000;
const END_WITHIN_MS = 10_000;
const LAST_LINES = 20;

/** Huying, the whole line in one process, as a child of the demo. */
export class ChildService {
  private constructor(
    private readonly child: ChildProcess,
    private readonly logFile: string,
    readonly url: string,
  ) {}

  /** Starts it with exactly the given HUYING_ settings and waits until it is ready. Throws with the end of its log when it is not. */
  static async start(settings: Record<string, string>, logFile: string): Promise<ChildService> {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('HUYING_'));
    const log = openSync(logFile, 'a');
    const child = spawn(process.execPath, ['dist/apps/all-in-one/src/main.js'], {
      env: { ...Object.fromEntries(inherited), ...settings },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const service = new ChildService(child, logFile, `http://127.0.0.1:${settings['HUYING_HTTP_PORT']}`);
    try {
      await service.ready();
      return service;
    } catch (error) {
      await service.stop();
      throw error;
    }
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  lastWords(): string {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n');
  }

  /** Ends it in order; by force when it takes too long. */
  async stop(): Promise<void> {
    if (!this.running) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await Promise.race([ended, sleep(END_WITHIN_MS, undefined, { ref: false })]);
    if (this.running) this.child.kill('SIGKILL');
    await ended;
  }

  private async ready(): Promise<void> {
    const giveUpAt = Date.now() + READY_WITHIN_MS;
    while (Date.now() < giveUpAt) {
      if (!this.running) throw new Error(`Huying ended while it was starting:\n${this.lastWords()}`);
      const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(100);
    }
    throw new Error(`Huying was not ready within ${READY_WITHIN_MS / 1_000} s:\n${this.lastWords()}`);
  }
}
