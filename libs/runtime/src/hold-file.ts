import { closeSync, openSync, rmSync, statSync } from 'node:fs';

const PATIENCE_MILLISECONDS = 10_000;
const LOOK_MILLISECONDS = 10;

/**
 * Runs `work`, which changes a small file, while no other process that asks for the same file does. Blocks this process: for
 * milliseconds at a start, never in a request. The hold is `<file>.hold`; one that a killed process left is broken after 10 s.
 */
export function holdFile<T>(file: string, work: () => T): T {
  const hold = `${file}.hold`;
  for (const since = Date.now(); !tryToHold(hold); pause()) {
    if (Date.now() - since > PATIENCE_MILLISECONDS && isLeft(hold)) rmSync(hold, { force: true });
  }
  try {
    return work();
  } finally {
    rmSync(hold, { force: true });
  }
}

function tryToHold(hold: string): boolean {
  try {
    closeSync(openSync(hold, 'wx', 0o600));
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}

function isLeft(hold: string): boolean {
  try {
    return Date.now() - statSync(hold).mtimeMs > PATIENCE_MILLISECONDS;
  } catch {
    return false;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MILLISECONDS);
}
