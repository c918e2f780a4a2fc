import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { PlannedService } from './plan-services.js';

/** Longer than the 10 s in which a service ends by itself. */
const END_WITHIN_MILLISECONDS = 15_000;

interface Ended {
  readonly name: string;
  readonly code: number;
}

/**
 * Runs the services until one ends or this process is told to; then ends all. None is started anew: that is for a supervisor,
 * which sees the whole. Resolves to the exit code: of the service that ended by itself, or 0 when we were told to end.
 */
export async function launch(planned: readonly PlannedService[]): Promise<number> {
  let told = false;
  const children = planned.map((service) => start(service));
  const endAll = (signal: NodeJS.Signals): void => {
    for (const { child } of children) child.kill(signal);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      told = true;
      endAll(signal);
    });
  const first = await Promise.race(children.map(({ ended }) => ended));
  if (!told) console.error(`${first.name} has ended (exit code ${first.code}); the others are told to end`);
  endAll('SIGTERM');
  const force = setTimeout(() => endAll('SIGKILL'), END_WITHIN_MILLISECONDS);
  await Promise.all(children.map(({ ended }) => ended));
  clearTimeout(force);
  return told ? 0 : first.code;
}

function start({ name, port, file }: PlannedService): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [...process.execArgv, file], {
    env: { ...process.env, HUYING_HTTP_PORT: String(port) },
    stdio: 'inherit',
  });
  console.log(`${name.padEnd(10)} port ${port}, process ${child.pid}`);
  const ended = new Promise<Ended>((resolve) => {
    child.once('error', (error) => {
      console.error(error);
      resolve({ name, code: 1 });
    });
    child.once('exit', (code, signal) =>
      resolve({ name, code: code ?? 128 + (signal ? constants.signals[signal] : 0) }),
    );
  });
  return { child, ended };
}
