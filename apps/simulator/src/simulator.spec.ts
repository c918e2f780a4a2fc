import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { taskIdOf, ticketIdOf } from '#libs/contracts';
import { proof, type Credentials } from './huying.js';
import { startSimulator, type Simulator, type SimulatorOptions } from './start-simulator.js';

const secrets = { get: (name: string) => `secret of ${name}` };
const ticket = ticketIdOf('grid', 0, 'WG-1');
const task = taskIdOf(ticket, 1);

const ANSWERS: Record<string, object> = {
  grid: { code: 0, msg: 'accepted 1, held 0, refused 0', data: [{ state: 'accepted' }] },
  xhxy: { code: 0, msg: 'ok' },
  stations: { ok: true, held: 0, refused: 0 },
  hotline: { success: true, code: '200', message: 'accepted 1, held 0, refused 0' },
};

/** The other end of the wire: takes what platforms push, in their own dialect. */
let listener: FastifyInstance;
let pushed: { path: string; body: Record<string, unknown> }[];
let simulator: Simulator;

beforeEach(async () => {
  pushed = [];
  listener = Fastify({ forceCloseConnections: true });
  listener.post<{ Params: { code: string; what: string } }>('/v1/platforms/:code/:what', async (request, reply) => {
    const body = request.body as { list?: Record<string, unknown>[] };
    pushed.push({ path: request.url, body: body.list?.[0] ?? (body as Record<string, unknown>) });
    return reply.code(202).send(ANSWERS[request.params.code]);
  });
  await listener.listen({ port: 0, host: '127.0.0.1' });
});

afterEach(async () => {
  await simulator.close();
  await listener.close();
});

async function start(options: Partial<SimulatorOptions> = {}): Promise<void> {
  const address = listener.server.address() as { port: number };
  const huyingUrl = `http://127.0.0.1:${address.port}`;
  simulator = await startSimulator({ port: 0, huyingUrl, secrets, seed: 7, timeScale: 1e6, ...options });
}

/** A request as Huying makes it: JSON, with the proof that the platform asks for. */
async function ask(method: 'GET' | 'POST', path: string, content?: object, headers?: Record<string, string>) {
  const code = path.split('/')[1] ?? '';
  const body = content ? JSON.stringify(content) : '';
  const credentials: Credentials = {
    auth: code === 'stations' ? 'key' : 'hmac',
    clientId: code,
    secret: secrets.get(`platforms.${code}.outbound`),
  };
  const answer = await fetch(simulator.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(headers ?? proof(method, path, body, credentials)) },
    ...(content ? { body } : {}),
    signal: AbortSignal.timeout(3_000),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}

const dispatch = (key = `${ticket}.1.1`) =>
  ask('POST', '/stations/tasks', { deliveryId: key, taskId: task, station: '371402101-SCJG', title: '占道经营' });
const call = () =>
  ask('POST', '/xhxy/messages', { msgId: `${ticket}.1.1`, msgType: 'CALL', caseNo: task, leadDept: '371402-ZJJ' });
const report = (status: string, version: number) =>
  ask('POST', '/grid/reports', { deliveryId: `${ticket}.${version}.1`, reportNo: 'WG-1', ticketId: ticket, status });

/** Waits until nothing is under way any more. */
async function quiet(): Promise<void> {
  await expect.poll(() => simulator.pending(), { timeout: 5_000 }).toBe(0);
}
const words = (field: string) => pushed.map(({ body }) => body[field]);

describe('events', () => {
  it('are the same for the same seed, and others for another', async () => {
    const heard: string[][] = [];
    for (const seed of [1, 1, 2]) {
      pushed = [];
      await start({ seed, run: 'a' });
      await simulator.happen(20, 1_000);
      await simulator.close();
      const titles = pushed.map(({ path, body }) => `${path} ${String(body['caseName'] ?? body['title'])}`);
      heard.push(titles.toSorted());
    }
    expect(heard[0]).toHaveLength(20);
    expect(heard[0]).toEqual(heard[1]);
    expect(heard[0]).not.toEqual(heard[2]);
  });

  it('come through the grid system, the hotline and 乡呼县应, and count as taken by their event id', async () => {
    await start({ faults: { doubledEvents: 0.5 } });
    await simulator.happen(60, 1_000);
    expect(new Set(pushed.map(({ path }) => path.split('/')[3]))).toEqual(new Set(['grid', 'hotline', 'xhxy']));
    expect(pushed.length).toBeGreaterThan(70);
    expect(simulator.books.events()).toHaveLength(60);
    expect(simulator.books.events().every((event) => event.ticket === ticketIdOf(event.platform, 0, event.id))).toBe(
      true,
    );
  });

  it('are all of one kind and of one platform where only that is wanted', async () => {
    await start({ only: { source: 'grid', item: 'SX-0101' } });
    await simulator.happen(20, 1_000);
    expect(pushed).toHaveLength(20);
    for (const { path, body } of pushed) {
      expect(path).toBe('/v1/platforms/grid/events');
      expect(body['caseName']).toMatch(/占道经营$/);
    }
    await expect(
      start({ only: { source: 'grid', item: 'SX-9999' } }).then(() => simulator.happen(1, 1)),
    ).rejects.toThrow('SX-9999');
  });

  it('that are never pushed stand in the list for the pull, page by page', async () => {
    await start({ faults: { eventsNeverPushed: 1 } });
    await simulator.happen(20, 1_000);
    const ofGrid = simulator.books.sendings.filter((sending) => sending.platform === 'grid');
    const since = encodeURIComponent('2000-01-01 00:00:00');
    const size = ofGrid.length - 1;
    const first = await ask('GET', `/grid/events?since=${since}&page=1&size=${size}`);
    const second = await ask('GET', `/grid/events?since=${since}&page=2&size=${size}`);
    const read = [first, second].map(({ body }) => body['data'] as { list: { reportNo: string }[]; more: boolean });
    expect(pushed.some(({ path }) => path.includes('grid'))).toBe(false);
    expect(read.map(({ more }) => more)).toEqual([true, false]);
    expect(read.flatMap(({ list }) => list.map(({ reportNo }) => reportNo)).toSorted()).toEqual(
      ofGrid.map(({ id }) => id).toSorted(),
    );
  });
});

describe('proof', () => {
  beforeEach(() => start());

  it('refuses a request without signature or key, with no effect', async () => {
    expect((await ask('POST', '/grid/reports', { deliveryId: 'a' }, {})).status).toBe(401);
    expect((await ask('POST', '/stations/tasks', { deliveryId: 'a' }, { 'x-api-key': 'wrong' })).status).toBe(401);
    expect((await ask('GET', '/xhxy/callbacks?page=1', undefined, {})).status).toBe(401);
    expect(simulator.books.receipts).toEqual([]);
  });

  it('refuses a signature over another body, and a nonce that was used', async () => {
    const credentials = { auth: 'hmac', clientId: 'grid', secret: secrets.get('platforms.grid.outbound') } as const;
    const content = { deliveryId: `${ticket}.1.1`, reportNo: 'WG-1', ticketId: ticket, status: '10' };
    const headers = proof('POST', '/grid/reports', JSON.stringify(content), credentials);
    expect((await ask('POST', '/grid/reports', { ...content, status: '70' }, headers)).status).toBe(401);
    expect((await ask('POST', '/grid/reports', content, headers)).status).toBe(200);
    expect((await ask('POST', '/grid/reports', content, headers)).body['message']).toContain('nonce');
  });
});

describe('agencies', () => {
  it('of stations sign, work and finish, in order, by push and in the pull list alike', async () => {
    await start();
    expect((await dispatch()).body).toEqual({ ok: true, no: 'ZS000001' });
    await quiet();
    expect(words('state')).toEqual(['已签收', '处置中', '已办结']);
    const { body } = await ask('GET', '/stations/callbacks?since=2000-01-01%2000%3A00%3A00&page=1&size=10');
    expect(body['list']).toEqual(pushed.map((push) => push.body));
  });

  it('of the district answer a call by 乡呼县应 with both numbers changed places', async () => {
    await start({ run: 'r' });
    const answer = await call();
    expect(answer.body['data']).toMatchObject({ caseNo: 'HY-r-000001', peerCaseNo: task, dup: false });
    await quiet();
    expect(words('msgType')).toEqual(['SIGN', 'FEEDBACK', 'RESOLVE']);
    expect(pushed[0]?.body).toMatchObject({ caseNo: 'HY-r-000001', peerCaseNo: task, seq: 1 });
  });

  it('stop when the task is withdrawn', async () => {
    // The first step comes five minutes after the dispatch at the soonest: 100 ms here.
    await start({ timeScale: 3_000 });
    await dispatch();
    await ask('POST', `/stations/tasks/${task}/withdraw`, { deliveryId: `${ticket}.2.1`, taskId: task });
    await quiet();
    expect(pushed).toEqual([]);
  });

  it('may hurry by a clock that does not', async () => {
    await start({ timeScale: 1e6, clockScale: 1 });
    const before = Date.now() - 1_000;
    await dispatch();
    await quiet();
    const times = pushed.map(({ body }) => Date.parse(`${String(body['time']).replace(' ', 'T')}+08:00`));
    expect(times.length).toBeGreaterThan(2);
    for (const time of times) expect(time).toSatisfy((moment: number) => moment >= before && moment <= Date.now());
  });

  it('do a thing once for one key, and say the same again', async () => {
    await start();
    const [first, again] = [await dispatch(), await dispatch()];
    const [called, calledAgain] = [await call(), await call()];
    await quiet();
    expect(again.body).toEqual(first.body);
    expect(called.body['data']).toMatchObject({ dup: false });
    expect(calledAgain.body['data']).toMatchObject({ dup: true });
    expect(words('state').filter((state) => state === '已签收')).toHaveLength(1);
    expect(simulator.books.effects('stations')).toHaveLength(1);
  });
});

describe('residents', () => {
  it('are asked after 办结 only, and the grid system tells their answer', async () => {
    await start();
    for (const [index, status] of ['10', '20', '50', '60', '70'].entries()) await report(status, index + 1);
    await quiet();
    expect(pushed).toHaveLength(1);
    expect(pushed[0]?.body).toMatchObject({ action: 'VERIFY', reportNo: 'WG-1', solved: true });
    expect(pushed[0]?.body['satisfaction']).toBeGreaterThanOrEqual(3);
  });

  it('say that it is not solved when they are told to', async () => {
    await start({ faults: { unsolved: 1 } });
    await report('50', 1);
    await ask('POST', '/hotline/replies', { deliveryId: `${ticket}.2.1`, orderId: 'RX-1', state: '已办结' });
    const problem = { msgType: 'RESOLVE', caseNo: ticket, peerCaseNo: 'XH-1' };
    await ask('POST', '/xhxy/messages', { msgId: `${ticket}.3.1`, ...problem });
    await quiet();
    expect(words('solved').map(String).toSorted()).toEqual(['false', 'false', '否'].toSorted());
    expect(pushed.find(({ path }) => path.includes('xhxy'))?.body).toMatchObject({
      msgType: 'VERIFY',
      peerCaseNo: ticket,
    });
  });
});

describe('faults', () => {
  it('before the effect leave nothing behind, and the same key succeeds later', async () => {
    await start({ faults: { busy: 1 } });
    const busy = await dispatch();
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '1']);
    simulator.faults.set({ busy: 0, http500: 1 });
    expect((await dispatch()).status).toBe(500);
    expect((await ask('GET', `/stations/deliveries/${ticket}.1.1`)).body).toEqual({ ok: false, reason: 'not-found' });
    simulator.faults.set({ http500: 0 });
    expect((await dispatch()).body['ok']).toBe(true);
    expect(simulator.books.receipts.map(({ answer, effect }) => [answer, effect])).toEqual([
      ['busy', false],
      ['error', false],
      ['yes', true],
    ]);
  });

  it.each(['timeoutAfterCommit', 'resetAfterCommit'] as const)('%s takes effect without an answer', async (fault) => {
    await start({ faults: { [fault]: 1 } });
    await expect(dispatch()).rejects.toThrow(fault === 'timeoutAfterCommit' ? /timeout/ : /fetch failed/);
    expect((await ask('GET', `/stations/deliveries/${ticket}.1.1`)).body).toMatchObject({ ok: true });
    await quiet();
    expect(words('state')).toEqual(['已签收', '处置中', '已办结']);
  });

  it('slow answers late', async () => {
    await start({ faults: { slow: 1 } });
    const before = Date.now();
    expect((await dispatch()).status).toBe(200);
    expect(Date.now() - before).toBeGreaterThanOrEqual(195);
  });

  it('double callbacks, or keep them from being pushed', async () => {
    await start({ faults: { doubledCallbacks: 1, platforms: { xhxy: { callbacksNeverPushed: 1 } } } });
    await dispatch();
    await call();
    await quiet();
    expect(words('state')).toEqual(['已签收', '已签收', '处置中', '处置中', '已办结', '已办结']);
    const { body } = await ask('GET', '/xhxy/callbacks?since=2000-01-01%2000%3A00%3A00&page=1&size=10');
    expect((body['data'] as { list: object[] }).list).toHaveLength(3);
  });

  it('push callbacks late, so that later ones overtake them, and all of them once', async () => {
    await start({ faults: { lateCallbacks: 1 }, seed: 2 });
    await dispatch();
    await quiet();
    const inOrder = ['已签收', '处置中', '已办结'];
    expect(words('state')).not.toEqual(inOrder);
    expect(words('state').toSorted()).toEqual(inOrder.toSorted());
  });

  it('let a callback arrive before the answer to its dispatch', async () => {
    await start({ faults: { callbackBeforeReply: 1 }, timeScale: 1 });
    await dispatch();
    expect(words('state')).toEqual(['已签收']);
  });

  it('refuse, and send back with a reason and a legal basis', async () => {
    await start({ faults: { refusals: 1, platforms: { xhxy: { refusals: 0, returns: 1 } } } });
    expect((await dispatch()).body).toMatchObject({ ok: false });
    expect((await call()).body).toMatchObject({ code: 0 });
    await quiet();
    expect(words('msgType')).toEqual(['SIGN', 'RETURN']);
    expect(pushed[1]?.body).toMatchObject({ reasonCode: 'R02', legalBasis: expect.stringContaining('清单') });
  });

  it('are switched at run time, and a wrong name is refused', async () => {
    await start();
    const post = async (settings: object) =>
      fetch(`${simulator.url}/_faults`, { method: 'POST', body: JSON.stringify(settings) });
    expect((await post({ https500: 1 })).status).toBe(422);
    expect((await post({ platforms: { stations: { http500: 1 } } })).status).toBe(200);
    expect((await dispatch()).status).toBe(500);
    expect((await report('10', 1)).status).toBe(200);
  });
});

describe('books', () => {
  it('name what was doubled and what came out of order, and nothing else', async () => {
    await start();
    await report('10', 1);
    await report('50', 3);
    await report('50', 3);
    expect([simulator.books.doubled(), simulator.books.outOfOrder()]).toEqual([[], []]);
    await report('20', 2);
    await dispatch(`${ticket}.4.1`);
    await dispatch(`${ticket}.5.1`);
    expect(simulator.books.outOfOrder()).toEqual([`grid ${ticket}: version 2 after 3`]);
    expect(simulator.books.doubled()).toEqual([`stations dispatch ${task} (${ticket}.5.1)`]);
    const books = (await (await fetch(`${simulator.url}/_books`)).json()) as { receipts: object[] };
    expect(books.receipts).toHaveLength(6);
  });
});
