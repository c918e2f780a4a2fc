import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ownServers } from '#libs/testing';

const MAIN = ['--disable-warning=TimeoutNegativeWarning', 'dist/apps/faults/src/main.js'];
/** One minute of breaking, and the 4 minutes in which all must be over. */
const WITHIN = 310_000;
const SEED = '20261125';

/** Runs it as a person would. Resolves to its exit code, its last line as JSON, and all that it said. */
function faults(...args: string[]): Promise<{ code: number | null; result: Record<string, unknown>; said: string }> {
  const child = spawn(process.execPath, [...MAIN, '--minutes', '1', '--seed', SEED, '--json', ...args]);
  let [out, said] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  return new Promise((resolve) =>
    child.once('exit', (code) => {
      const last = out.trim().split('\n').at(-1);
      resolve({ code, result: last ? (JSON.parse(last) as Record<string, unknown>) : {}, said });
    }),
  );
}

const NOTHING_WRONG = { lost: 0, doubled: 0, outOfOrder: 0, invented: 0, settled: true };

describe('a minute in which everything breaks', () => {
  it('in one process loses, doubles and reorders nothing', { timeout: WITHIN }, async () => {
    const { code, result, said } = await faults('--embedded');
    expect(result, said).toMatchObject(NOTHING_WRONG);
    expect([code, result['tickets']], said).toEqual([0, result['accepted']]);
    expect(result['kills'], said).toBeGreaterThan(3);
  });

  it(
    'in four services over Kafka and MariaDB loses, doubles and reorders nothing',
    { timeout: WITHIN },
    async (context) => {
      const servers = await ownServers();
      await servers?.stop();
      if (!servers) return context.skip();
      const { code, result, said } = await faults();
      expect(result, said).toMatchObject(NOTHING_WRONG);
      expect([code, result['tickets']], said).toEqual([0, result['accepted']]);
      expect(result['kills'], said).toBeGreaterThan(3);
    },
  );
});
