import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { verifyStrict } from '../signatures/verify-strict.js';
import type { OutboundSettings } from '../platform-settings.js';
import { HttpChannel } from './http.channel.js';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function listen(server: Server | TcpServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

function channelTo(port: number, more: Partial<OutboundSettings> = {}): HttpChannel {
  const outbound = { channel: 'http', baseUrl: `http://127.0.0.1:${port}/grid`, auth: 'none', timeoutMs: 400, ...more };
  const channel = new HttpChannel('huying', outbound as OutboundSettings, () => 'demo-secret');
  cleanups.push(() => channel.close());
  return channel;
}

/** A server that answers raw TCP: `act` is called with each request's bytes so far. */
const rawServer = (act: (socket: Socket, text: string) => void) =>
  listen(createTcpServer((socket) => socket.on('data', (data) => act(socket, data.toString()))));

const webServer = (act: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void) =>
  listen(
    createHttpServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => act(request, response, Buffer.concat(chunks)));
    }),
  );

const POST = { method: 'POST', path: '/tasks', body: '{"title":"村口𡈽路塌陷"}' } as const;

describe('what became of a request', () => {
  it('is a reply with status, headers and body, whatever the status', async () => {
    const port = await webServer((request, response, body) => {
      response.writeHead(request.url === '/grid/tasks' ? 201 : 404, { 'X-Seen': body.length }).end('{"好":"𡈽😀"}');
    });
    const channel = channelTo(port);
    expect(await channel.send(POST)).toMatchObject({
      kind: 'reply',
      status: 201,
      headers: { 'x-seen': String(Buffer.byteLength(POST.body)) },
      body: '{"好":"𡈽😀"}',
    });
    expect(await channel.send({ method: 'GET', path: '/none' })).toMatchObject({ kind: 'reply', status: 404 });
  });

  it('is a reply when the platform sends us elsewhere: nothing is followed', async () => {
    let requests = 0;
    const port = await webServer((_request, response) => {
      requests++;
      response.writeHead(307, { location: '/grid/elsewhere' }).end();
    });
    expect(await channelTo(port).send(POST)).toMatchObject({ kind: 'reply', status: 307 });
    expect(requests).toBe(1);
  });

  it('is a reply in the charset that it names', async () => {
    const port = await webServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain;charset=GBK' }).end(Buffer.from([0xd2, 0xd1, 0xc7, 0xa9]));
    });
    expect(await channelTo(port).send(POST)).toMatchObject({ kind: 'reply', body: '已签' });
  });

  it('is not-sent when the port refuses', async () => {
    const probe = createTcpServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    expect(await channelTo(port).send(POST)).toMatchObject({
      kind: 'not-sent',
      detail: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('is not-sent when the name is unknown', async () => {
    const channel = channelTo(1, { baseUrl: 'http://no-such-host.invalid/grid', timeoutMs: 5000 });
    expect(await channel.send(POST)).toMatchObject({ kind: 'not-sent' });
  });

  it('is unknown when nobody answers in time', async () => {
    const port = await rawServer(() => undefined);
    const began = Date.now();
    expect(await channelTo(port).send(POST)).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('400') });
    expect(Date.now() - began).toBeLessThan(1500);
  });

  it('is unknown when the answer trickles for longer than the whole time allowed', async () => {
    const port = await webServer((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 50);
      response.on('close', () => clearInterval(drip));
    });
    expect(await channelTo(port).send(POST)).toMatchObject({ kind: 'unknown' });
  });

  it('is unknown when the connection is reset after the request was read', async () => {
    const port = await rawServer((socket) => socket.resetAndDestroy());
    expect(await channelTo(port).send(POST)).toMatchObject({ kind: 'unknown' });
  });

  it('is unknown when a kept connection is cut as the next request arrives, and that request is sent once only', async () => {
    let requests = 0;
    const port = await rawServer((socket) => {
      requests++;
      if (requests === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      else socket.resetAndDestroy();
    });
    const channel = channelTo(port, { concurrency: 1 });
    expect(await channel.send(POST)).toMatchObject({ kind: 'reply' });
    expect(await channel.send(POST)).toMatchObject({ kind: 'unknown' });
    expect(await channel.send({ method: 'GET', path: '/tasks/1' })).toMatchObject({ kind: 'unknown' });
    expect(requests).toBe(3);
  });

  it('is a reply over a new connection when the kept one was closed while idle', async () => {
    const port = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'));
    const channel = channelTo(port, { concurrency: 1 });
    expect(await channel.send(POST)).toMatchObject({ kind: 'reply' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await channel.send(POST)).toMatchObject({ kind: 'reply' });
  });

  it('is unknown for half a reply, a reply that is no HTTP, and one that is too large', async () => {
    const half = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"code":0'));
    expect(await channelTo(half).send(POST)).toMatchObject({ kind: 'unknown' });
    const noise = await rawServer((socket) => socket.end('hello\r\n\r\n'));
    expect(await channelTo(noise).send(POST)).toMatchObject({ kind: 'unknown' });
    const large = await webServer((_request, response) => {
      response.end('x'.repeat(1024 * 1024 + 1));
    });
    expect(await channelTo(large, { timeoutMs: 5000 }).send(POST)).toMatchObject({
      kind: 'unknown',
      detail: expect.stringContaining('1048576'),
    });
  });

  it('is not-sent for a request that waited in line too long, and it is not sent afterwards either', async () => {
    const seen: string[] = [];
    const port = await webServer((request, response) => {
      seen.push(request.url ?? '');
      setTimeout(() => response.end('{}'), 300);
    });
    const channel = channelTo(port, { concurrency: 1 });
    const results = await Promise.all(['/1', '/2', '/3'].map((path) => channel.send({ ...POST, path })));
    expect(results.map(({ kind }) => kind)).toEqual(['reply', 'unknown', 'not-sent']);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(seen).toEqual(['/grid/1', '/grid/2']);
  });

  it('is not-sent, and no exception, for a path that cannot be written', async () => {
    expect(await channelTo(1).send({ method: 'GET', path: '/a b' })).toMatchObject({ kind: 'not-sent' });
  });
});

describe('what goes beside a request', () => {
  async function headersWith(auth: OutboundSettings['auth']) {
    let seen: { headers: IncomingMessage['headers']; path: string; body: Buffer } | undefined;
    const port = await webServer((request, response, body) => {
      seen = { headers: request.headers, path: request.url ?? '', body };
      response.end('{}');
    });
    await channelTo(port, { auth }).send(
      { ...POST, path: '/tasks?since=2026-11-25%2009%3A00' },
      { idempotencyKey: 'd-1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
    );
    return seen!;
  }

  it('is the idempotency key and the trace', async () => {
    expect((await headersWith('none')).headers).toMatchObject({
      'idempotency-key': 'd-1',
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      'content-type': 'application/json; charset=utf-8',
    });
  });

  it('is the key, for a platform that wants a key', async () => {
    expect((await headersWith('key')).headers['x-api-key']).toBe('demo-secret');
  });

  it('is a signature over the path with its query and the bytes that arrive, for a platform that wants one', async () => {
    const { headers, path, body } = await headersWith('hmac');
    const request = { method: 'POST', path, headers, body, secret: 'demo-secret', now: Date.now() };
    expect(verifyStrict(request)).toMatchObject({ ok: true, headers: { clientId: 'huying' } });
    expect(verifyStrict({ ...request, path: '/grid/tasks' }).ok).toBe(false);
  });

  it('is the gateway signature, without a content hash, for a platform behind a gateway', async () => {
    const { headers } = await headersWith('gateway');
    expect(headers['x-signature']).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(headers['x-content-sha256']).toBeUndefined();
  });
});
