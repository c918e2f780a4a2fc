import { spawn, type ChildProcess } from 'node:child_process';
import { connect, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OutsideLists } from '../../testing/src/outside-lists.js';
import { RunningIntake } from '../../testing/src/start-intake.js';

const PATIENCE_SECONDS = 3;
/** The patience, the look for those that are over it, and what a busy machine needs. */
const LET_GO_WITHIN = (PATIENCE_SECONDS + 7) * 1000;
const SILENT = 10_000;

let outside: OutsideLists;
let intake: RunningIntake;
let port: number;

beforeAll(async () => {
  outside = await OutsideLists.start();
  const environment = { HUYING_HTTP_PATIENCE_SECONDS: String(PATIENCE_SECONDS) };
  intake = await RunningIntake.start(outside.port, { environment });
  port = Number(new URL(intake.url).port);
});
afterAll(async () => {
  await intake.stopAndForget();
  await outside.stop();
});

const push = async (to: RunningIntake, eventId: string) => {
  const event = { eventId, title: '占道堆物', description: '路口有建筑垃圾' };
  const began = performance.now();
  const answer = await to.post('/v1/events', to.key('stations'), JSON.stringify(event));
  return { status: answer.status, milliseconds: performance.now() - began };
};

/** What the server says on the connection until it ends it, and how long it took. */
async function untilLetGo(socket: Socket): Promise<{ said: string; milliseconds: number }> {
  const began = performance.now();
  let said = '';
  socket.on('data', (bytes) => (said += bytes.toString())).on('error', () => undefined);
  // Not `once` of events, which fails at a reset: that, too, is an end.
  await new Promise((resolve) => socket.once('close', resolve));
  return { said, milliseconds: performance.now() - began };
}

describe('a client', () => {
  it.each([
    ['sends half a body', (head: string) => `${head}\r\n\r\n{"eventId":"half`],
    ['sends half of its headers', (head: string) => head],
  ])('that %s and stops is answered 408 and let go; nothing is taken, and others are not held up', async (_, half) => {
    const key = intake.key('stations')['x-api-key'];
    const head = `POST /v1/events HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\ncontent-type: application/json\r\ncontent-length: 100`;
    const sockets = Array.from({ length: 20 }, () => connect(port, '127.0.0.1'));
    for (const socket of sockets) socket.write(half(head));
    const ends = Promise.all(sockets.map(untilLetGo));
    await sleep(200);
    expect(await push(intake, `beside ${_}`)).toMatchObject({
      status: 202,
      milliseconds: expect.toSatisfy((ms) => ms < 2_000),
    });
    for (const { said, milliseconds } of await ends) {
      expect(said).toMatch(/^HTTP\/1\.1 408 /);
      expect(milliseconds).toBeLessThan(LET_GO_WITHIN);
    }
    expect((await intake.said('event-received')).some(({ body }) => body.eventId === 'half')).toBe(false);
  });

  it('that sends its body byte by byte for ever is let go all the same', async () => {
    const key = intake.key('stations')['x-api-key'];
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST /v1/events HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\ncontent-length: 10000\r\n\r\n`);
    const dripping = setInterval(() => socket.write(' '), 100);
    const { said, milliseconds } = await untilLetGo(socket);
    clearInterval(dripping);
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    expect(milliseconds).toBeLessThan(LET_GO_WITHIN);
  });
});

describe(`${SILENT} connections that say nothing`, () => {
  it('hold up neither health nor events, take little memory, and are let go', async () => {
    // Long enough for a slow machine to open them all before the first is let go.
    const environment = { HUYING_HTTP_PATIENCE_SECONDS: '20' };
    const patient = await RunningIntake.start(outside.port, { environment });
    const before = process.memoryUsage().rss;
    const clients = new SilentClients(Number(new URL(patient.url).port));
    const open = await clients.told('open');
    if (open < SILENT) console.warn(`ONLY ${open} of ${SILENT} silent connections: a process may open no more files`);
    expect(open).toBeGreaterThan(500);
    const server = patient.app.getHttpServer() as Server;
    const held = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
    await expect.poll(held, { timeout: 10_000 }).toBeGreaterThanOrEqual(open);
    const [health, event] = await Promise.all([patient.ask('GET', '/health/ready', {}), push(patient, 'beside')]);
    expect([health.status, event.status]).toEqual([200, 202]);
    expect(event.milliseconds).toBeLessThan(3_000);
    const megabytes = (process.memoryUsage().rss - before) / 1024 / 1024;
    expect(megabytes).toBeLessThan(250);
    expect(await clients.told('closed')).toBe(open);
    expect((await push(patient, 'after')).status).toBe(202);
    await patient.stopAndForget();
  }, 120_000);
});

/** A process that opens connections and says nothing on them. */
class SilentClients {
  private said = '';
  private readonly child: ChildProcess;

  constructor(port: number) {
    const script = `
      const { connect } = await import('node:net');
      let open = 0, closed = 0, full = false;
      const one = () => new Promise((resolve) => {
        const socket = connect(${port}, '127.0.0.1', () => { open += 1; resolve(); });
        socket.on('error', (error) => { full ||= error.code === 'EMFILE'; resolve(); });
        socket.on('close', () => { closed += 1; }).resume();
      });
      for (let at = 0; at < ${SILENT} && !full; at += 100) await Promise.all(Array.from({ length: 100 }, one));
      console.log('open ' + open);
      while (closed < open) await new Promise((resolve) => setTimeout(resolve, 100));
      console.log('closed ' + closed);
    `;
    this.child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child.stdout?.on('data', (text: Buffer) => (this.said += text.toString()));
  }

  async told(word: 'open' | 'closed'): Promise<number> {
    const line = new RegExp(`^${word} (\\d+)$`, 'm');
    await vi.waitUntil(() => line.test(this.said), { timeout: 50_000, interval: 50 });
    return Number(line.exec(this.said)?.[1]);
  }
}
