import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { url as debuggerUrl } from 'node:inspector';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { memory } from './in-hand.js';
import type { WatchdogOrders } from './watchdog-thread.js';

/** EX_SOFTWARE of sysexits.h. An orchestrator starts the process anew. */
export const BLOCKED_EXIT_CODE = 70;

/**
 * Watches from a thread of its own whether what this thread has in hand ever ends: nothing inside JavaScript can interrupt a
 * loop that does not. After `seconds` it says on standard error what was in hand and where it stood, keeps that for the next
 * start (`takeBlocked`), and ends the process with code 70. Not under a debugger, where one may stand for as long as one likes.
 */
export function startWatchdog(seconds: number, dataDir: string): void {
  if (debuggerUrl() !== undefined) return;
  const orders: WatchdogOrders = {
    shared: memory.shared,
    limit: seconds,
    file: fileIn(dataDir),
    exitCode: BLOCKED_EXIT_CODE,
  };
  new Worker(new URL('./watchdog-thread.js', import.meta.url), { workerData: orders, execArgv: [] }).unref();
}

/** A description that was given to `takeInHand`. */
export type Work = Readonly<Record<string, string>>;

/** What was in hand when a process on this folder was ended, each once. `keep` leaves some for others, and forgets the rest. */
export function takeBlocked(dataDir: string): { works: Work[]; keep: (works: readonly Work[]) => void } {
  const file = fileIn(dataDir);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { works: [], keep: () => {} };
  }
  const works = [...new Set(text.split('\n'))].map(parsed).filter((work) => work !== undefined);
  const keep = (some: readonly Work[]): void => {
    if (some.length === 0) rmSync(file, { force: true });
    else writeFileSync(file, some.map((work) => `${JSON.stringify(work)}\n`).join(''));
  };
  return { works, keep };
}

/** Undefined for a line that was cut off. */
function parsed(line: string): Work | undefined {
  try {
    return JSON.parse(line) as Work;
  } catch {
    return undefined;
  }
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'blocked.ndjson');
}
