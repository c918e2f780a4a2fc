import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');

let folder: string;
let port: number;
let huying: ChildProcess;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port: free } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return free;
}

async function untilReady(): Promise<void> {
  for (let look = 0; look < 200; look++) {
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await sleep(100);
  }
  throw new Error('the service was not ready within 20 s');
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huying-readme-'));
  port = await freePort();
  huying = spawn(process.execPath, ['dist/apps/all-in-one/src/main.js'], {
    cwd: ROOT,
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      HUYING_HTTP_PORT: String(port),
      HUYING_DATA_DIR: folder,
      HUYING_DATABASE_URL: `sqlite:${join(folder, 'huying.sqlite')}`,
    },
  });
  await untilReady();
});

afterAll(async () => {
  const ended = new Promise((resolve) => huying.once('exit', resolve));
  huying.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

/** The shell examples of a page that call the service, with this test's address and secrets in place of the defaults. */
function examples(page: string): string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .map(([, script]) => script as string)
    .filter((script) => script.includes('curl'))
    .map((script) =>
      script
        .replaceAll('127.0.0.1:7300', `127.0.0.1:${port}`)
        .replaceAll('data/secrets.json', join(folder, 'secrets.json')),
    );
}

/** What the commands answered, one JSON value each. */
async function paste(script: string): Promise<Record<string, unknown>[]> {
  const commands = script.replaceAll(/^curl [\s\S]*?[^\\]\n/gm, (command) => `${command.trimEnd()}; echo\n`);
  const { stdout } = await run('sh', ['-e', '-c', commands], { cwd: ROOT });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe.each(['README.md', 'README.zh-CN.md'])('the examples of %s', (page) => {
  it('do as pasted what the text says', async () => {
    const [script] = examples(page);
    const [pushed, found, registered, desk, summary] = await paste(script as string);
    expect(JSON.stringify(pushed)).toContain('readme:1');
    expect(registered).toMatchObject({ ticketId: expect.stringMatching(/^[0-9a-z]{26}$/) as string });
    expect(desk).toHaveProperty('items');
    expect(Number(summary?.opened)).toBeGreaterThan(0);
    // The first look may come before the ticket is opened: then it is a 404 in words, and a moment later the ticket.
    expect(found).toSatisfy(
      (answer: Record<string, unknown>) => answer.code === 'not-found' || answer.eventId === 'readme:1',
    );
  });
});

describe('the examples of docs/integrate.md', () => {
  it('sign a request that is taken', async () => {
    const [script] = examples('docs/integrate.md');
    const [answer] = await paste(script as string);
    expect(answer).toMatchObject({ code: 0, data: [{ reportNo: 'WG-0001', state: 'accepted' }] });
  });
});
