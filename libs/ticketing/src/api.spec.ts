import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventReceived, type MessageType } from '#libs/contracts';
import { CorrelateLeftoversJob } from './jobs/correlate-leftovers.job.js';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';

const START = new Date('2026-11-25T02:00:00.000Z');
let line: RunningTicketing;
beforeAll(async () => {
  line = await RunningTicketing.start(START);
});
afterAll(() => line.stop());

const say = (...bodies: object[]) =>
  line.say(...bodies.map((body): [MessageType, object] => [eventReceived as unknown as MessageType, body]));

describe('who sees what', () => {
  it('nobody without a key; a platform only tickets of its own events; people all', async () => {
    const own = await line.event('own', { source: 'stations' });
    const other = await line.event('other');
    const asStations = { headers: line.key('stations') };
    expect(await line.ask('GET', `/v1/tickets/${own}`, { headers: {} })).toMatchObject({ status: 401 });
    expect(await line.ask('GET', `/v1/tickets/${own}`, asStations)).toMatchObject({ status: 200 });
    expect(await line.ask('GET', '/v1/events/stations/own', asStations)).toMatchObject({ status: 200 });
    expect(await line.ask('GET', `/v1/tickets/${other}`, asStations)).toMatchObject({ status: 404 });
    expect(await line.ask('GET', '/v1/events/grid/other', asStations)).toMatchObject({ status: 404 });
    const { number } = await line.ticket(other);
    expect(await line.ask('GET', `/v1/tickets/${number}`, asStations)).toMatchObject({ status: 404 });
    const { json } = await line.ask('GET', '/v1/tickets', asStations);
    expect(json.items).toMatchObject([{ ticketId: own }]);
    expect((await line.ask('GET', '/v1/tickets?source=grid', asStations)).json).toEqual({ items: [] });
    expect(await line.ask('GET', '/v1/desk', asStations)).toMatchObject({ status: 403 });
    expect(await line.ask('GET', '/v1/summary', asStations)).toMatchObject({ status: 403 });
    expect(await line.ask('GET', `/v1/events/grid/other`)).toMatchObject({ status: 200, json: { ticketId: other } });
  });

  it('the sealed reporter never leaves: only that there is one', async () => {
    const id = await line.event('sealed', { reporterSealed: 'v1.secret-bytes', reporterIndex: 'a'.repeat(64) });
    const answers = [await line.ticket(id), (await line.ask('GET', '/v1/tickets')).json];
    expect(answers[0]).toMatchObject({ hasReporter: true });
    expect(JSON.stringify(answers)).not.toContain('secret-bytes');
    expect(JSON.stringify(answers)).not.toContain('a'.repeat(64));
    expect((await line.deliveries(id))[0]?.ticket.reporterSealed).toBe('v1.secret-bytes');
  });

  it('acting needs the permission for it', async () => {
    const id = await line.event('permission');
    const body = { reason: '试' };
    const headers = line.basic('counter');
    expect(await line.ask('POST', `/v1/tickets/${id}/acts/void`, { body, headers })).toMatchObject({ status: 403 });
    expect(
      await line.ask('POST', `/v1/tickets/${id}/acts/void`, { body, headers: line.key('stations') }),
    ).toMatchObject({ status: 403 });
  });
});

describe('a ticket with messages that wait', () => {
  it('shows them beside it, lets people act meanwhile, and takes them up when the key is released', async () => {
    const id = await line.event('waiting');
    const at = { group: 'ticketing', key: id };
    const operator = { actor: 'ops', reason: '查一下' };
    await line.parkedKeys.hold(at, operator);
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'ACCEPTED' });
    expect(await line.ticket(id)).toMatchObject({
      state: 'dispatching',
      waiting: [{ group: 'ticketing', state: 'held', messages: 1 }],
    });
    expect(await line.act(id, 'void', { reason: '重复登记' })).toMatchObject({ status: 200 });
    const { version } = await line.ticket(id);
    await line.parkedKeys.release(at, operator);
    await expect.poll(async () => (await line.ticket(id)).waiting, { timeout: 10_000 }).toEqual([]);
    expect(await line.ticket(id)).toMatchObject({ status: 'VOID', version: version + 1 });
  });
});

describe('acts', () => {
  it.each([
    ['without a reason', 'void', {}, 422],
    ['with a blank reason', 'void', { reason: '  ' }, 422],
    ['with a misspelt field', 'void', { reason: '作废', resaon: 'x' }, 422],
    ['that do not exist', 'explode', { reason: '作废' }, 404],
    ['over the head of an agency at work', 'assign', { reason: '派', agency: '371402-ZJJ' }, 409],
    ['of revisit before 办结', 'revisit', { reason: '回访', outcome: 'solved' }, 409],
  ])('%s are refused', async (name, act, body, status) => {
    const id = await line.event(`refused ${name}`);
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'ACCEPTED' });
    expect(await line.act(id, act, body)).toMatchObject({ status });
  });

  it('take only the fields of their own, and every mistake is named', async () => {
    const id = await line.event('fields');
    const answer = await line.act(id, 'assign', { resaon: 'x', agency: 7, solved: true });
    expect(answer).toMatchObject({ status: 422, json: { code: 'invalid-fields' } });
    const paths = (answer.json.errors as { path: string }[]).map(({ path }) => path);
    expect(new Set(paths)).toEqual(new Set(['$.reason', '$.resaon', '$.agency', '$.solved']));
    expect(await line.act(id, 'void', { reason: '作废', agency: '371402-ZJJ' })).toMatchObject({ status: 422 });
    expect(await line.ticket(id)).toMatchObject({ version: 1 });
  });

  it('the office may settle a matter itself', async () => {
    const id = await line.event('itself', { item: undefined, title: '有一件事', description: '说不清' });
    await line.act(id, 'resolve', { reason: '当场解释清楚' });
    expect(await line.ticket(id)).toMatchObject({ state: 'resolved', status: 'RESOLVED' });
    expect((await line.deliveries(id)).at(-1)).toMatchObject({
      report: { status: 'RESOLVED', opinion: '当场解释清楚' },
    });
  });
});

describe('lists', () => {
  it('are read page by page without loss or repeat, also where many have one time, newest first', async () => {
    await say(...Array.from({ length: 25 }, (_, n) => line.eventBody(`page-${n}`, { source: 'hotline' })));
    line.clock.advance(1);
    await line.event('page-last', { source: 'hotline' });
    const seen: string[] = [];
    let cursor = '';
    do {
      const { json } = await line.ask('GET', `/v1/tickets?source=hotline&limit=10${cursor}`);
      seen.push(...(json.items as { eventId: string }[]).map(({ eventId }) => eventId));
      cursor = json.nextCursor === undefined ? '' : `&cursor=${String(json.nextCursor)}`;
    } while (cursor !== '');
    expect(seen).toHaveLength(26);
    expect(new Set(seen).size).toBe(26);
    expect(seen[0]).toBe('page-last');
  });

  it('are filtered by status and state', async () => {
    const id = await line.event('filtered');
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'IN_PROGRESS' });
    const { json } = await line.ask('GET', '/v1/tickets?status=IN_PROGRESS&state=handling');
    expect((json.items as { ticketId: string }[]).map(({ ticketId }) => ticketId)).toContain(id);
    expect(json.items).not.toContainEqual(expect.objectContaining({ status: 'RECEIVED' }));
  });

  it.each(['limit=0', 'limit=201', 'limit=x', 'status=DONE', 'cursor=abc', 'nix=1', 'limit=1&limit=2'])(
    'refuse the query %s',
    async (query) => {
      const { status, json } = await line.ask('GET', `/v1/tickets?${query}`);
      expect([status, json.code]).toEqual([400, 'invalid-query']);
    },
  );

  it('of the desk: what waits, with the ticket it is about, oldest first', async () => {
    const id = await line.event('waits', { item: undefined, title: '又一件事', description: '说不清' });
    const { json } = await line.ask('GET', `/v1/desk?ticket=${id}`);
    expect(json.items).toMatchObject([
      { kind: 'no-match', label: '责任清单无匹配事项', title: '又一件事', ticketVersion: 1 },
    ]);
    const all = (await line.ask('GET', '/v1/desk?limit=200')).json.items as { openedAt: string }[];
    expect(all.map(({ openedAt }) => openedAt)).toEqual(all.map(({ openedAt }) => openedAt).toSorted());
  });
});

describe('leftovers', () => {
  const uncorrelated = async () => (await line.ask('GET', '/v1/desk?kind=uncorrelated')).json.items as { id: string }[];
  const waitTooLong = async () => {
    line.clock.advance(31 * 60_000);
    for (let looks = 0; looks < 2; looks++) await line.app.get(CorrelateLeftoversJob).look();
  };

  it('a callback that nobody can place comes to the desk after half an hour, where a person settles it', async () => {
    await line.callback({ platform: 'grid', reference: 'never', status: 'VOID' });
    line.clock.advance(29 * 60_000);
    await line.app.get(CorrelateLeftoversJob).look();
    expect(await uncorrelated()).toEqual([]);
    await waitTooLong();
    const [item, ...more] = await uncorrelated();
    expect(more).toEqual([]);
    await line.ask('POST', `/v1/desk/${item?.id}/settle`, { body: { reason: '已核对' } });
    expect(await uncorrelated()).toEqual([]);
  });

  it('that was shown is still applied should its ticket come, and then nobody needs to look for that any more', async () => {
    await line.callback({ platform: 'grid', reference: 'lost', status: 'VOID' });
    await waitTooLong();
    expect(await uncorrelated()).toHaveLength(1);
    const id = await line.event('lost');
    expect(await line.ticket(id)).toMatchObject({ state: 'void' });
    expect(await uncorrelated()).toEqual([]);
  });

  it.each([
    ['the answer to its dispatch', (id: string) => line.settle(id, 'dispatch', { reference: 'ST-the answer' })],
    [
      'a callback that names both numbers',
      (id: string) => line.callback({ reference: 'ST-a callback', taskId: `${id}-1`, status: 'IN_PROGRESS' }),
    ],
  ])('so it is when %s tells whose it is', async (name, tell) => {
    const id = await line.event(`leftover ${name}`);
    await line.callback({ reference: `ST-${name.split(' ').slice(0, 2).join(' ')}`, status: 'ACCEPTED' });
    await waitTooLong();
    expect(await uncorrelated()).toHaveLength(1);
    await tell(id);
    expect((await line.ticket(id)).history.map(({ act }) => act)).toContain('task-signed');
    expect(await uncorrelated()).toEqual([]);
  });
});

describe('the summary', () => {
  it('counts by exact definitions, and every ticket is in exactly one of closed, void, desk and in flight', async () => {
    const own = await RunningTicketing.start(START);
    const started = START.toISOString();
    const closed = await own.event('closed');
    const called = await own.event('called', { item: 'SX-0139' });
    await own.event('desk', { item: undefined, title: '有一件事', description: '说不清' });
    const voided = await own.event('void');
    const returned = await own.event('returned');
    await own.event('waiting', { receivedAt: started });
    own.clock.advance(250);
    await own.settle(closed, 'dispatch', {});
    own.clock.advance(750);
    await own.settle(called, 'call', {});
    await own.callback({ taskId: `${closed}-1`, ticketId: closed, status: 'RESOLVED' });
    await own.callback({ platform: 'grid', ticketId: closed, status: 'VERIFIED' });
    await own.act(voided, 'void', { reason: '作废' });
    await own.callback({ taskId: `${returned}-1`, ticketId: returned, status: 'RETURNED', reasonCode: 'R05' });
    expect((await own.ask('GET', '/v1/summary')).json).toEqual({
      opened: 6,
      dispatched: 2,
      called: 1,
      returned: 1,
      desk: 2,
      closed: 1,
      void: 1,
      inFlight: 2,
      dispatchP50Ms: 1000,
      dispatchP95Ms: 1000,
    });
    await own.stop();
  });
});
