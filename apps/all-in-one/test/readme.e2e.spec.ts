import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '#libs/testing';
import { BuiltService } from './built-service.js';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');

let folder: string;
let port: number;
let huying: BuiltService;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huying-readme-'));
  port = await freePorts();
  huying = await BuiltService.start(folder, port);
});

afterAll(async () => {
  huying.kill('SIGTERM');
  await huying.ended;
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
  const { stdout } = await run('sh', ['-e', '-c', script], { cwd: ROOT });
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
