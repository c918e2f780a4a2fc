import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from './compose-file.js';

const READY_WITHIN_MILLISECONDS = 60_000;

/** A built process of ours, as a child with exactly the given environment. */
export class ServiceProcess {
  private output = '';
  readonly child: ChildProcess;
  /** Resolves to the exit code, or to the signal that ended it. */
  readonly ended: Promise<number | string | null>;

  /** @param args what stands behind `node` in the command */
  constructor(args: readonly string[], environment: Readonly<Record<string, string>>) {
    const env = { PATH: process.env['PATH'], ...environment };
    this.child = spawn(process.execPath, args, { cwd: ROOT, env });
    this.child.stdout?.on('data', (text: Buffer) => (this.output += text.toString()));
    this.child.stderr?.on('data', (text: Buffer) => (this.output += text.toString()));
    this.ended = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve(code ?? signal)));
  }

  /** What it wrote so far. */
  get said(): string {
    return this.output;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resolves when all of these answer that they are ready. */
  async ready(ports: readonly number[]): Promise<void> {
    for (const until = Date.now() + READY_WITHIN_MILLISECONDS; Date.now() < until; await sleep(100)) {
      if (!this.running) break;
      const answers = await Promise.all(ports.map((port) => isReady(port)));
      if (answers.every(Boolean)) return;
    }
    throw new Error(`not ready within ${READY_WITHIN_MILLISECONDS} ms, or ended:\n${this.output}`);
  }

  /** Ends it; resolves to the milliseconds that it took. */
  async end(signal: NodeJS.Signals): Promise<number> {
    const asked = Date.now();
    this.child.kill(signal);
    await this.ended;
    return Date.now() - asked;
  }
}

export function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
