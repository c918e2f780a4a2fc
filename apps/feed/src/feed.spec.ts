import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { verifyStrict } from '#libs/platforms';
import type { FeedOptions } from './options.js';
import { runFeed } from './run-feed.js';

/** The other end of the wire: an intake that keeps what it took, and may be busy or away. */
let server: Server;
let folder: string;
let taken: { file: string; id: string; title: string }[];
let requests: IncomingMessage[];
/** Answers instead of the ordinary one, in order. */
let troubles: ((response: ServerResponse) => void)[];
/** Tickets by event id; what is not in it is answered 404. */
let tickets: Map<string, string[]>;
let port: number;

async function body(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await body(request);
  const signed = verifyStrict({
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    body: bytes,
    secret: 'of the board',
    now: Date.now(),
  });
  if (!signed.ok) return void response.writeHead(401).end(signed.detail);
  requests.push(request);
  const url = new URL(request.url ?? '', 'http://here');
  if (url.pathname.startsWith('/v1/events/board/')) {
    const found = tickets.has(decodeURIComponent(url.pathname.split('/').at(-1) ?? ''));
    return void response.writeHead(found ? 200 : 404).end(JSON.stringify({ status: 'RECEIVED' }));
  }
  if (url.pathname === '/v1/tickets') {
    const items = [...tickets].flatMap(([eventId, ids]) => ids.map((ticketId) => ({ eventId, ticketId })));
    const at = Number(url.searchParams.get('cursor') ?? 0);
    const nextCursor = at + 2 < items.length ? { nextCursor: String(at + 2) } : {};
    return void response.end(JSON.stringify({ items: items.slice(at, at + 2), ...nextCursor }));
  }
  const trouble = troubles.shift();
  if (trouble) return trouble(response);
  const lines = JSON.parse(bytes.toString()) as typeof taken;
  taken.push(...lines);
  const items = lines.map((line) => ({ outcome: 'accepted', theirId: `${line.file}:${line.id}` }));
  for (const { theirId } of items) tickets.set(theirId, [`ticket of ${theirId}`]);
  response.writeHead(202).end(JSON.stringify({ items }));
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'feed-'));
  taken = [];
  requests = [];
  troubles = [];
  tickets = new Map();
  writeFileSync(
    join(folder, 'platforms.yml'),
    'platforms:\n  - { code: board, inbound: { auth: hmac } }\n  - { code: silent }\n',
  );
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify({ 'platforms.board.inbound': 'of the board' }));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterEach(() => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

function file(name: string, ids: readonly string[]): string {
  const text = ids.map((id) => `${JSON.stringify({ id, title: `标题 ${id} 𡈽` })}\n`).join('');
  const path = join(folder, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

/** Runs a feed; resolves to its exit code and its result. */
async function feed(options: Partial<FeedOptions> & { files: string[] }) {
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const url = `http://127.0.0.1:${port}`;
  const rest = { platform: 'board', url, batch: 100, verify: false, json: true, dataDir: folder, configDir: folder };
  const code = await runFeed({ ...rest, ...options });
  return { code, result: JSON.parse(String(said.mock.lastCall?.[0])) as Record<string, unknown> };
}

describe('feed', () => {
  it('sends plain and zipped lines in order, in batches, each with the name of its file', async () => {
    const files = [file('first.jsonl', ['1', '2', '3']), file('second.jsonl.gz', ['1', '2'])];
    const { code, result } = await feed({ files, batch: 2 });
    expect([code, result]).toEqual([0, { sent: 5, accepted: 5, quarantined: 0, refused: 0 }]);
    expect(taken.map((line) => `${line.file}:${line.id}`)).toEqual([
      'first:1',
      'first:2',
      'first:3',
      'second:1',
      'second:2',
    ]);
    expect(taken[0]?.title).toBe('标题 1 𡈽');
    expect(requests).toHaveLength(3);
  });

  it('goes on where the service was busy, cut the connection, or was away for a while', async () => {
    troubles = [
      (response) => response.writeHead(503, { 'retry-after': '1' }).end(),
      (response) => response.destroy(),
      (response) => response.writeHead(429).end(),
    ];
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    setTimeout(() => server.listen(port, '127.0.0.1'), 500);
    const start = Date.now();
    const { code, result } = await feed({ files: [file('a.jsonl', ['1', '2'])] });
    expect([code, result['accepted'], troubles]).toEqual([0, 2, []]);
    expect(Date.now() - start).toBeGreaterThan(1_500);
  });

  it('verifies that every event is one ticket, and says where they stand', async () => {
    const { code, result } = await feed({ files: [file('a.jsonl', ['1', '2', '2', '3'])], verify: true });
    expect([code, result]).toEqual([
      0,
      {
        sent: 4,
        accepted: 3,
        quarantined: 0,
        refused: 0,
        opened: 3,
        doubled: 0,
        lost: 0,
        byState: { RECEIVED: 3 },
      },
    ]);
  });

  it('ends with 1 when an event has two tickets', async () => {
    const files = [file('a.jsonl', ['1', '2', '3'])];
    await feed({ files });
    tickets.set('a:4', ['x', 'y']);
    const set = tickets.set.bind(tickets);
    tickets.set = (id, ids) => set(id, id === 'a:3' ? ['one', 'other'] : ids);
    const { code, result } = await feed({ files, verify: true });
    // The doubled ticket of an event that this run did not send is not its business.
    expect([code, result['doubled'], result['opened']]).toEqual([1, 1, 3]);
  });

  it('stops at a line that is no object, and names the place', async () => {
    const path = join(folder, 'bad.jsonl');
    writeFileSync(path, '{"id":"1"}\nnot json\n');
    await expect(feed({ files: [path] })).rejects.toThrow('bad.jsonl, line 2');
  });

  it('says what is missing: a platform that may send, or its secret', async () => {
    const files = [file('a.jsonl', ['1'])];
    await expect(feed({ files, platform: 'silent' })).rejects.toThrow('it has board, silent');
    rmSync(join(folder, 'secrets.json'));
    await expect(feed({ files })).rejects.toThrow('--data-dir');
  });

  it('does not send a request again that was refused for good', async () => {
    troubles = [(response) => response.writeHead(422).end('wrong')];
    await expect(feed({ files: [file('a.jsonl', ['1'])] })).rejects.toThrow('422 wrong');
    expect(requests).toHaveLength(1);
  });
});
