import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TcpProxy } from './tcp-proxy.js';

let echo: Server;
let proxy: TcpProxy;
let clients: Socket[];

beforeEach(async () => {
  clients = [];
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  await once(echo.listen(0, '127.0.0.1'), 'listening');
  proxy = await TcpProxy.start((echo.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const client of clients) client.destroy();
  await proxy.close();
  await new Promise((resolve) => echo.close(resolve));
});

/** Resolves when it is connected, or has failed to be. */
async function client(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  await new Promise((resolve) => socket.once('connect', resolve).on('error', resolve));
  return socket;
}

/** `once` would reject with the reset. */
async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

/** What comes back, up to so many bytes. */
async function answerOf(socket: Socket, text: string, bytes = Buffer.byteLength(text)): Promise<string> {
  socket.write(text);
  let answer = Buffer.alloc(0);
  for await (const piece of socket.iterator({ destroyOnReturn: false })) {
    answer = Buffer.concat([answer, piece as Buffer]);
    if (answer.length >= bytes) break;
  }
  return answer.toString();
}

describe('the wire', () => {
  it('carries bytes both ways', async () => {
    expect(await answerOf(await client(), '占道经营')).toBe('占道经营');
  });

  it('that is cut resets what stands and takes new connections', async () => {
    const before = await client();
    await answerOf(before, 'a');
    proxy.cut();
    await closed(before);
    expect(await answerOf(await client(), 'b')).toBe('b');
  });

  it('that is blocked lets nobody through until it is restored', async () => {
    proxy.block();
    const refused = await client();
    await closed(refused);
    proxy.restore();
    expect(await answerOf(await client(), 'c')).toBe('c');
  });

  it('that is slow keeps order, also when it is made whole in the middle', async () => {
    proxy.delay(100);
    const socket = await client();
    const start = Date.now();
    expect(await answerOf(socket, 'd')).toBe('d');
    expect(Date.now() - start).toBeGreaterThanOrEqual(195);
    const answer = answerOf(socket, 'first', 'first second'.length);
    setTimeout(() => proxy.restore(), 20);
    setTimeout(() => socket.write(' second'), 40);
    expect(await answer).toBe('first second');
  });

  it('whose target is away closes the connection', async () => {
    await new Promise((resolve) => echo.close(resolve));
    const socket = await client();
    await closed(socket);
    echo = createServer().listen(0, '127.0.0.1');
    expect(socket.destroyed).toBe(true);
  });
});
