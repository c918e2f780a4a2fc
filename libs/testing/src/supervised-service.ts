import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Leash } from './leash.js';
import { NODE_FLAGS } from './node-flags.js';

const READY_WITHIN_MS = 60_000;
/** As a supervisor waits before it starts a process anew that has ended by itself. */
const RESTART_AFTER_MS = 1_000;
/** Of /proc on Linux. */
const TICK_MS = 10;
/** Longer than a service needs to close. */
const END_WITHIN_MS = 15_000;

/** One built process of ours, as an operator starts it, and started anew whenever it ends, as a container engine does. */
export class SupervisedService {
  private child: ChildProcess | undefined;
  private leash: Leash | undefined;
  private wanted = false;
  private peakKb = 0;
  private mourning: Promise<void> = Promise.resolve();
  /** How often it has ended without being killed by us. */
  endedByItself = 0;

  constructor(
    readonly name: string,
    readonly port: number,
    private readonly environment: Readonly<Record<string, string>>,
    readonly logFile: string,
    /** Beside the flags that every process has. */
    private readonly flags: readonly string[] = [],
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The most memory that any of its processes held so far. */
  get peakRssMb(): number {
    this.lookAtMemory();
    return Math.round(this.peakKb / 1_024);
  }

  /** Processor time of the one that runs now, user and system, in ms; 0 where it can't be read. */
  get cpuMs(): number {
    if (!this.child?.pid || !isRunning(this.child)) return 0;
    try {
      const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    } catch {
      return 0;
    }
  }

  start(): void {
    this.wanted = true;
    const log = openSync(this.logFile, 'a');
    const main = `dist/apps/${this.name}/src/main.js`;
    const child = spawn(process.execPath, [...NODE_FLAGS, ...this.flags, main], {
      env: { PATH: process.env['PATH'], ...this.environment, HUYING_HTTP_PORT: String(this.port) },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.child = child;
    this.leash = new Leash(child);
    this.mourning = once(child, 'exit').then(() => this.startAnew(child));
  }

  /** As a power cut. Resolves when it is gone; it is started anew at once. */
  async kill9(): Promise<void> {
    const { child } = this;
    if (!child || !isRunning(child)) return;
    this.lookAtMemory();
    this.child = undefined;
    this.leash?.release();
    child.kill('SIGKILL');
    await once(child, 'exit');
    if (this.wanted) this.start();
  }

  isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  /** Resolves when it is ready. Throws with the end of its log when it is not in time. */
  async ready(): Promise<void> {
    for (const until = Date.now() + READY_WITHIN_MS; Date.now() < until; await sleep(100))
      if (await this.isReady()) return;
    throw new Error(`${this.name} was not ready within ${READY_WITHIN_MS / 1_000} s:\n${this.lastWords()}`);
  }

  lastWords(lines = 20): string {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Ends it at once; it stays down. */
  async stop(): Promise<void> {
    this.wanted = false;
    await this.kill9();
    await this.mourning;
  }

  /** Asks it to end, as a supervisor does; it stays down. By force when it takes too long. */
  async end(): Promise<void> {
    this.wanted = false;
    this.lookAtMemory();
    this.child?.kill('SIGTERM');
    const force = setTimeout(() => void this.kill9(), END_WITHIN_MS);
    await this.mourning;
    clearTimeout(force);
    this.leash?.release();
  }

  private async startAnew(child: ChildProcess): Promise<void> {
    if (child !== this.child || !this.wanted) return;
    this.leash?.release();
    this.endedByItself++;
    await sleep(RESTART_AFTER_MS);
    if (child === this.child && this.wanted) this.start();
  }

  private lookAtMemory(): void {
    if (!this.child?.pid || !isRunning(this.child)) return;
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
      this.peakKb = Math.max(this.peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // No /proc here, or it has ended in this moment.
    }
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
