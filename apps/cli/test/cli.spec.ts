import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BusHandler, defaultPolicy, Publisher, type Decision } from '#libs/bus';
import { ticketChanged, ticketIdOf, type MessageType } from '#libs/contracts';
import { RunningOperations } from '../../../libs/testing/src/start-operations.js';
import { duration } from '../src/moments.js';
import { Output } from '../src/output.js';
import { runCli } from '../src/run-cli.js';
import { Kept } from './kept.js';

@Controller()
class HearTicketChanged {
  @BusHandler(ticketChanged, { group: 'listeners', load: [], policy: defaultPolicy })
  decide(): Decision {
    return { changes: [] };
  }
}

@Module({ controllers: [HearTicketChanged] })
class ListeningPart {}

const TICKET = ticketIdOf('cli', 1, 'a');
let bus: RunningOperations;

/** As on a command line of the machine that Huying runs on, where the secrets file is. */
async function huying(
  args: readonly string[],
  { environment = {}, url = bus.url }: { environment?: NodeJS.ProcessEnv; url?: string } = {},
): Promise<{ code: number; said: string; complained: string }> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const where = args.length > 0 && !args.includes('--url') ? ['--url', url] : [];
  const code = await runCli([...args, ...where], { HUYING_DATA_DIR: bus.dataDir, ...environment }, { stdout, stderr });
  return { code, said: stdout.text, complained: stderr.text };
}

beforeAll(async () => {
  bus = await RunningOperations.start([ListeningPart]);
  const told = { number: '1', status: 'CLOSED', act: '登记', actor: 'x', at: '2026-11-25T02:00:00.000Z' };
  const publications = [1, 2, 3].map((version) => ({
    type: ticketChanged as MessageType,
    body: { ticketId: TICKET, version, ...told },
    id: `m${version}`,
  }));
  await bus.app.get<Publisher>(Publisher).publish(publications);
  await vi.waitUntil(async () => (await huying(['lag'])).said.includes('Nobody is behind'), { timeout: 10_000 });
}, 30_000);
afterAll(() => bus.stop());

describe('huying on the command line', () => {
  it('says what there is when it is asked nothing, or for help', async () => {
    for (const args of [[], ['help'], ['--help']]) {
      const { code, said } = await huying(args, { url: '' });
      expect(code).toBe(0);
      for (const word of ['topics', 'lag', 'messages', 'pause', 'resume', 'Exit code']) expect(said).toContain(word);
    }
    expect((await huying(['pause', '--help'])).said).toContain('GROUP [--type MESSAGE-TYPE] --reason TEXT');
  });

  it('shows topics as a table, and as JSON for programs', async () => {
    const { said } = await huying(['topics']);
    const lines = said.split('\n');
    expect(lines[0]).toMatch(/^TOPIC +MESSAGES +PER S +HEARD BY +LAG +OLDEST +NOTE$/);
    expect(said).toMatch(/^huying\.ticket-changed +3 +0\.05 +listeners +0$/m);
    const { said: json } = await huying(['topics', '--json']);
    const page = JSON.parse(json) as { items: { topic: string; groups: object[] }[] };
    expect(page.items.find(({ topic }) => topic === 'huying.ticket-changed')?.groups).toMatchObject([{ lag: 0 }]);
    expect((await huying(['topics', 'ticket-changed'])).said).toContain('PARTITION');
  });

  it('shows messages by key, whole, and all of them as lines', async () => {
    const { said } = await huying(['messages', 'ticket-changed', '--key', TICKET, '--limit', '2']);
    expect(said).toContain('"act":"登记"');
    const [, cursor] = /--cursor (\S+)/.exec(said) ?? [];
    const next = await huying(['messages', 'ticket-changed', '--key', TICKET, '--cursor', cursor ?? '']);
    expect(next.said).toContain('m3');
    expect(next.said).not.toContain('--cursor');
    expect((await huying(['messages', 'ticket-changed', '--id', 'm2', '--full'])).said).toContain('"version": 2');
    const { said: lines } = await huying(['messages', 'ticket-changed', '--export']);
    const bodies = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { body: string });
    expect(bodies.map(({ body }) => (JSON.parse(body) as { version: number }).version)).toEqual([1, 2, 3]);
    expect((await huying(['messages', 'event-received'])).said).toBe('There is none.\n');
  });

  it('pauses, shows what rests, and resumes; the book names who did it', async () => {
    expect((await huying(['pause', 'listeners', '--reason', '检修'])).said).toMatch(
      /^listeners rests since .*, by office: 检修/,
    );
    expect((await huying(['pauses'])).said).toMatch(/^listeners +all +\S+ \S+ +office +检修$/m);
    expect((await huying(['topics'])).said).toContain('paused by office: 检修');
    expect((await huying(['resume', 'listeners', '--reason', '完成'])).said).toBe('listeners goes on.\n');
    expect((await huying(['pauses'])).said).toBe('Nothing is paused.\n');
    expect((await huying(['acts'])).said).toMatch(/office +resume .*完成\n.*office +pause .*检修/);
  });

  it.each([
    ['an unknown command', ['topix'], 2, 'There is no command topix'],
    ['an unknown option', ['topics', '--fast'], 2, "Unknown option '--fast'"],
    ['an option without its value', ['pause', 'listeners', '--reason'], 2, 'huying pause GROUP'],
    ['an act without a reason', ['pause', 'listeners'], 2, '--reason must be given'],
    ['a missing word', ['pause', '--reason', 'x'], 2, 'something is missing'],
    ['a word too much', ['topics', 'a', 'b'], 2, 'b is too much'],
    ['an address that is none', ['topics', '--url', 'ftp://x'], 2, '--url must begin with'],
    ['an account without a key', ['topics', '--account', 'nobody'], 2, 'HUYING_SECRET_ACCOUNTS_NOBODY'],
    ['a key file that is not there', ['topics', '--key-file', '/none'], 2, '--key-file'],
    ['a group that nobody is', ['pause', 'listners', '--reason', 'x'], 1, 'the groups are listeners'],
    ['an account that may not', ['topics', '--account', 'counter'], 1, 'lacks the permission operate'],
    ['a process that does not answer', ['topics', '--url', 'http://127.0.0.1:1'], 3, 'does not answer'],
  ])('tells %s from what it can do, by its words and its exit code', async (_, args, code, words) => {
    const answer = await huying(args);
    expect(answer).toMatchObject({ code, said: '' });
    expect(answer.complained).toContain(words);
    expect(answer.complained).not.toContain('    at ');
  });

  it('takes the key from the environment or a file, and a wrong one is told as such', async () => {
    const file = join(bus.dataDir, 'key');
    writeFileSync(file, `${bus.keyOf('office')}\n`);
    const elsewhere = { HUYING_DATA_DIR: '/nowhere' };
    const byVariable = { ...elsewhere, HUYING_SECRET_ACCOUNTS_OFFICE: bus.keyOf('office') };
    expect((await huying(['pauses'], { environment: byVariable })).code).toBe(0);
    expect((await huying(['pauses', '--key-file', file], { environment: elsewhere })).code).toBe(0);
    const wrong = await huying(['pauses'], { environment: { HUYING_SECRET_ACCOUNTS_OFFICE: 'wrong' } });
    expect(wrong).toMatchObject({ code: 1 });
    expect(wrong.complained).toContain('unauthenticated');
    expect(wrong.complained).toContain('--account names another');
  });
});

describe('a table', () => {
  it('keeps its columns under Chinese text, is cut at the edge, and lets nobody write on the screen', () => {
    const kept = new Kept();
    new Output(kept, false, 22).table(['名', 'N', 'TEXT'], [['示例镇', 7, 'a\u001b[31mred and very long']]);
    expect(kept.text.split('\n').slice(0, 2)).toEqual(['名      N  TEXT', '示例镇  7  a [31mred …']);
  });

  it.each([
    [4.24, '4.2s'],
    [59.6, '60s'],
    [190, '3m10s'],
    [18_120, '5h02m'],
    [187_200, '2d04h'],
  ])('says %d seconds as %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});
