import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { testDatabases } from '#libs/testing';

const MAIN = ['--disable-warning=TimeoutNegativeWarning', 'dist/apps/faults/src/main.js'];
/** One minute of breaking, and the 4 minutes in which all must be over. */
const LONG = { timeout: 310_000 };
const SEED = '20261125';

interface Run {
  code: number | null;
  result: Record<string, unknown>;
}

/** Runs it as a person would; what it says to people is shown. */
function faults(...args: string[]): Promise<Run> {
  const child = spawn(process.execPath, [...MAIN, '--minutes', '1', '--seed', SEED, '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  return new Promise((resolve) =>
    child.once('close', (code) => {
      const last = out.trim().split('\n').at(-1);
      resolve({ code, result: last ? (JSON.parse(last) as Record<string, unknown>) : {} });
    }),
  );
}

const NOTHING_WRONG = { lost: 0, doubled: 0, outOfOrder: 0, invented: 0, deadLetters: 0, parked: 0, settled: true };
const mariadb = (await testDatabases()).some(({ name }) => name === 'mariadb');

describe.each([
  ['one process', ['--embedded'], true],
  ['four services over Kafka and MariaDB', [], mariadb],
])('a minute in which everything breaks, of %s', (_name, args, possible) => {
  it.skipIf(!possible)('loses, doubles and reorders nothing, and ends with no dead letter', LONG, async () => {
    const { code, result } = await faults(...args);
    expect(result).toMatchObject({ ...NOTHING_WRONG, tickets: result['accepted'] });
    expect(result['kills']).toBeGreaterThan(2);
    expect(result['replayed']).toBeGreaterThan(2);
    expect(code).toBe(0);
  });
});
