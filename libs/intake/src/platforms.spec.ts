import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskIdOf, ticketIdOf } from '#libs/contracts';
import { OutsideLists } from '../../testing/src/outside-lists.js';
import { RunningIntake } from '../../testing/src/start-intake.js';
import { Nonces } from './actions/nonces.js';

const GRID_EVENTS = '/v1/platforms/grid/events';
let outside: OutsideLists;
let intake: RunningIntake;

beforeAll(async () => {
  outside = await OutsideLists.start();
  intake = await RunningIntake.start(outside.port);
});
afterAll(async () => {
  await intake.stopAndForget();
  await outside.stop();
});

const report = (reportNo: string, more: object = {}) => ({
  reportNo,
  caseName: '占道堆物',
  caseDesc: '路口有建筑垃圾',
  caseType: '城乡建设',
  level: '3',
  happenTime: '2026-11-25 09:30:00',
  townCode: '371402101',
  reporterName: '来电人甲乙',
  reporterPhone: '13900008888',
  ...more,
});
const pushGrid = (body: string | Uint8Array, nonce?: string) => intake.pushSigned('grid', GRID_EVENTS, body, nonce);
const eventsOf = async (source: string, eventId: string) =>
  (await intake.said('event-received')).filter(({ body }) => body.source === source && body.eventId === eventId);

/** The bytes of a quarantined item, as the office downloads them. */
async function rawOf(id: string): Promise<Buffer> {
  const path = `/v1/quarantine/${id}/raw?reason=${encodeURIComponent('核对来件')}`;
  const answer = await fetch(intake.url + path, { headers: intake.basic('office') });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

/** Until it is so, or 5 s have passed. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 250; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not come to be within 5 s');
}

describe('events in a dialect', () => {
  it('are answered in the dialect, with zone-less times read in the zone of the platform', async () => {
    const answer = await pushGrid(JSON.stringify({ list: [report('G-1')] }));
    expect(answer).toMatchObject({
      status: 202,
      json: { code: 0, data: [{ reportNo: 'G-1', ticketId: ticketIdOf('grid', 0, 'G-1') }] },
    });
    expect((await eventsOf('grid', 'G-1'))[0]?.body).toMatchObject({
      entrance: 'push',
      occurredAt: '2026-11-25T01:30:00.000Z',
      grade: 'ordinary',
      place: { township: '371402101' },
      reporterSealed: expect.any(String),
    });
  });

  it('an unreadable one is quarantined with its raw form, and the others are taken', async () => {
    const answer = await pushGrid(JSON.stringify({ list: [report('G-2'), report('G-3', { level: '九' })] }));
    expect(answer.json).toMatchObject({ data: [{ state: 'accepted' }, { state: 'quarantined' }] });
    const said = (await intake.said('inbound-quarantined')).at(-1);
    expect(said?.body).toMatchObject({ platform: 'grid', kind: 'event' });
    expect((await rawOf(String(said?.body.quarantineId))).toString()).toContain('九');
    expect(JSON.stringify(said)).not.toContain('13900008888');
  });

  it('one that the dialect reads and our own rules refuse is quarantined too, with the field named', async () => {
    const answer = await pushGrid(JSON.stringify({ list: [report('G-4', { caseDesc: 'a\u0001b' })] }));
    expect(answer.json).toMatchObject({ data: [{ reportNo: 'G-4', state: 'quarantined' }] });
    const said = (await intake.said('inbound-quarantined')).at(-1);
    expect(String(said?.body.detail)).toContain('control characters');
    expect((await rawOf(String(said?.body.quarantineId))).toString()).toContain('G-4');
  });

  it.each([
    ['no JSON', Buffer.from('<xml>13900007777</xml>'), 'body-not-json'],
    ['GBK bytes', Buffer.from([0x7b, 0xd5, 0xbc, 0xb5, 0xc0, 0x7d]), 'body-not-utf8'],
    ['a key that stands twice', Buffer.from('{"list":[],"list":[]}'), 'duplicate-key'],
  ])('%s is refused and kept whole, and the answer says where', async (_, bytes, code) => {
    const answer = await pushGrid(bytes);
    expect(answer).toMatchObject({ status: 400, json: { code } });
    const id = /[0-9a-f]{64}/.exec(String(answer.json.detail))?.[0] as string;
    expect(await rawOf(id)).toEqual(bytes);
    expect((await intake.said('inbound-quarantined')).some(({ body }) => body.quarantineId === id)).toBe(true);
    expect(await intake.database.query('SELECT COUNT(*) AS n FROM intake_quarantine WHERE id = ?', [id])).toEqual([
      { n: 1 },
    ]);
    expect((await pushGrid(bytes)).text).toContain(id);
    expect(await intake.database.query('SELECT COUNT(*) AS n FROM intake_quarantine WHERE id = ?', [id])).toEqual([
      { n: 1 },
    ]);
  });

  it('nothing at all is refused and nothing is kept', async () => {
    const before = (await intake.said('inbound-quarantined')).length;
    expect(await pushGrid('')).toMatchObject({ status: 400, json: { code: 'body-empty' } });
    expect((await intake.said('inbound-quarantined')).length).toBe(before);
  });

  it('a problem passed down by 乡呼县应 is an event, answered in its envelope', async () => {
    const call = {
      msgId: randomUUID(),
      msgType: 'CALL',
      caseNo: 'XH-1',
      seq: 1,
      occurTime: '2026-11-25 09:30:00',
      itemCode: 'SX-0101',
      itemName: '事项',
      grade: 3,
      callKind: 1,
      townCode: '371402101',
      townName: '示例镇',
      address: '示例镇河东村',
      title: '𡈽村䶮路',
      content: '建筑垃圾',
    };
    const answer = await intake.pushSigned('xhxy', '/v1/platforms/xhxy/events', JSON.stringify(call));
    expect(answer).toMatchObject({
      status: 200,
      json: { code: 0, data: { msgId: call.msgId, caseNo: ticketIdOf('xhxy', 0, 'XH-1'), peerCaseNo: 'XH-1' } },
    });
    expect((await eventsOf('xhxy', 'XH-1'))[0]?.body.title).toBe('𡈽村䶮路');
  });
});

describe('callbacks', () => {
  const taskId = taskIdOf(ticketIdOf('grid', 0, 'G-1'), 1);
  it('that name a task of ours carry its ids; the same fact again is one message', async () => {
    const callback = { serial: 's-1', no: 'ZS1', taskId, state: '已签收', time: '2026-11-25 10:00:00', note: '收到' };
    for (let i = 0; i < 2; i++)
      expect(
        (await intake.post('/v1/platforms/stations/callbacks', intake.key('stations'), JSON.stringify(callback))).json,
      ).toMatchObject({ ok: true });
    const said = (await intake.said('callback-received')).filter(({ body }) => body.reference === 'ZS1');
    expect(said[0]?.body).toMatchObject({
      taskId,
      ticketId: ticketIdOf('grid', 0, 'G-1'),
      status: 'ACCEPTED',
      rawStatus: '已签收',
    });
    expect(new Set(said.map(({ envelope }) => envelope.id)).size).toBe(1);
    expect(said[0]?.envelope.key).toBe(ticketIdOf('grid', 0, 'G-1'));
  });

  it('that name only the number of the platform are keyed by it', async () => {
    await intake.post(
      '/v1/platforms/stations/callbacks',
      intake.key('stations'),
      JSON.stringify({ serial: 's-2', no: 'ZS2', state: '已签收', time: '2026-11-25 10:00:00' }),
    );
    const said = (await intake.said('callback-received')).find(({ body }) => body.reference === 'ZS2');
    expect(said?.body).not.toHaveProperty('ticketId');
    expect(said?.envelope.key).toBe('stations:ZS2');
  });

  it('with a status that is not in the map are quarantined, never guessed', async () => {
    const answer = await intake.post(
      '/v1/platforms/stations/callbacks',
      intake.key('stations'),
      JSON.stringify({ serial: 's-3', no: 'ZS3', state: '不知道', time: '2026-11-25 10:00:00' }),
    );
    expect(answer.json).toMatchObject({ held: 1 });
    expect((await intake.said('inbound-quarantined')).at(-1)?.body).toMatchObject({
      platform: 'stations',
      kind: 'callback',
    });
  });
});

describe('nonces', () => {
  it('the same nonce with the same body is answered as before, with another body it is refused', async () => {
    const nonce = randomUUID();
    const body = JSON.stringify({ list: [report('N-1')] });
    const first = await pushGrid(body, nonce);
    const again = await pushGrid(body, nonce);
    expect(again).toMatchObject({ status: first.status, text: first.text });
    const other = await pushGrid(JSON.stringify({ list: [report('N-2')] }), nonce);
    expect(other).toMatchObject({ status: 409, json: { code: 'nonce-reused' } });
    expect(await eventsOf('grid', 'N-2')).toEqual([]);
    expect((await pushGrid(JSON.stringify({ list: [report('N-2')] }))).status).toBe(202);
  });

  it('of parallel requests with one nonce and two bodies, only one body is taken', async () => {
    const nonce = randomUUID();
    const bodies = ['P-1', 'P-2'].map((id) => JSON.stringify({ list: [report(id)] }));
    const statuses = await Promise.all(bodies.flatMap((body) => [pushGrid(body, nonce), pushGrid(body, nonce)]));
    const codes = statuses.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(codes).toEqual([202, 202, 409, 409]);
    const taken = await Promise.all([eventsOf('grid', 'P-1'), eventsOf('grid', 'P-2')]);
    expect(taken.filter((events) => events.length > 0)).toHaveLength(1);
  });

  it('are forgotten when their signature can no longer be valid', async () => {
    const nonces = intake.app.get(Nonces);
    const count = async () => Number((await intake.database.query('SELECT COUNT(*) AS n FROM intake_nonce'))[0].n);
    expect(await count()).toBeGreaterThan(0);
    await nonces.forgetExpired();
    expect(await count()).toBeGreaterThan(0);
    await intake.database.query("UPDATE intake_nonce SET expires_at = '2020-01-01 00:00:00.000'");
    await nonces.forgetExpired();
    expect(await count()).toBe(0);
  });
});

it('no phone and no name of a reporter stands in any file, the quarantine included', async () => {
  await intake.database.query('PRAGMA wal_checkpoint(TRUNCATE)');
  const files = readdirSync(intake.dataDir).filter((name) => name.startsWith('huying.sqlite'));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const bytes = readFileSync(join(intake.dataDir, file));
    for (const text of ['13900008888', '13900007777', '来电人甲乙']) expect(bytes.includes(text)).toBe(false);
  }
});

const MINUTE = 60_000;

/** As platforms write it. */
function inShanghai(moment: number): string {
  return new Date(moment + 8 * 60 * MINUTE).toISOString().slice(0, 19).replace('T', ' ');
}

describe('pulling', () => {
  it('takes what lies there, moves the cursor after it is in the log, says a fact that is pushed as well only once, and a restart goes on from there', async () => {
    const lists = await OutsideLists.start();
    const now = Date.now();
    const rows = [
      report('L-1', { reportTime: inShanghai(now - 10 * MINUTE) }),
      report('L-2', { reportTime: inShanghai(now - 5 * MINUTE) }),
    ];
    lists.pages.set('/grid/events', () => ({ code: 0, data: { list: rows, more: false } }));
    const first = await RunningIntake.start(lists.port);
    await until(async () => (await first.said('event-received')).length >= 2);
    await until(
      async () => (await first.database.query("SELECT * FROM intake_cursor WHERE next_cursor <> ''")).length > 0,
    );
    const said = await first.said('event-received');
    expect(said.map(({ body }) => [body.eventId, body.entrance]).toSorted()).toEqual([
      ['L-1', 'pull'],
      ['L-2', 'pull'],
    ]);
    await first.pushSigned('grid', GRID_EVENTS, JSON.stringify({ list: [rows[0]] }));
    const ids = (await first.said('event-received'))
      .filter(({ body }) => body.eventId === 'L-1')
      .map(({ envelope }) => envelope.id);
    expect(ids).toHaveLength(1);
    await first.stop();
    const asked = lists.asked.length;
    const second = await RunningIntake.start(lists.port, { dataDir: first.dataDir });
    await until(async () => lists.asked.slice(asked).some((url) => url.startsWith('/grid/events')));
    const since = lists.asked.slice(asked).find((url) => url.startsWith('/grid/events')) as string;
    // From the last item, less the overlap of ten minutes: not from a day ago, where the first look began.
    expect(new URL(since, 'http://x').searchParams.get('since')).toBe(inShanghai(now - 15 * MINUTE));
    await second.stopAndForget();
    await lists.stop();
  });

  it('a failing platform moves no cursor and holds up no other', async () => {
    const lists = await OutsideLists.start();
    lists.pages.set('/grid/events', () => 'no page at all');
    lists.pages.set('/stations/callbacks', () => ({
      ok: true,
      list: [{ serial: 's-9', no: 'ZS9', state: '已签收', time: '2026-11-25 10:00:00' }],
      more: false,
    }));
    const own = await RunningIntake.start(lists.port);
    await until(async () => (await own.said('callback-received')).length > 0);
    await until(async () => lists.asked.some((url) => url.startsWith('/grid/events')));
    await until(
      async () =>
        (await own.database.query("SELECT * FROM intake_cursor WHERE platform = 'stations' AND next_cursor <> ''"))
          .length > 0,
    );
    expect(await own.database.query("SELECT next_cursor FROM intake_cursor WHERE platform = 'grid'")).toEqual([
      { next_cursor: '' },
    ]);
    await own.stopAndForget();
    await lists.stop();
  });
});

it('what came of items is counted by platform', async () => {
  const { text } = await intake.ask('GET', '/metrics', {});
  expect(text).toMatch(/huying_intake_items_total\{platform="grid",kind="event",outcome="accepted"\} [1-9]/);
  expect(text).toMatch(/huying_intake_items_total\{platform="grid",kind="event",outcome="quarantined"\} [1-9]/);
});

describe('the quarantine', () => {
  const listed = async (query = '') => {
    const { json } = await intake.ask('GET', `/v1/quarantine${query}`, intake.basic('counter'));
    return json as unknown as { items: Record<string, unknown>[]; nextCursor?: string };
  };

  it('is listed to people, page by page, without the bytes', async () => {
    const first = await listed('?platform=grid&limit=1');
    const second = await listed(`?platform=grid&limit=1&cursor=${first.nextCursor}`);
    expect(first.items).toMatchObject([{ platform: 'grid', kind: 'event', entrance: 'push' }]);
    expect(second.items).toHaveLength(1);
    expect(second.items[0]?.quarantineId).not.toBe(first.items[0]?.quarantineId);
    expect((await listed('?platform=nobody')).items).toEqual([]);
    for (const wrong of ['?limit=0', '?limit=1e3', '?cursor=x', '?platfrom=grid'])
      expect(await intake.ask('GET', `/v1/quarantine${wrong}`, intake.basic('office'))).toMatchObject({
        status: 400,
        json: { code: 'invalid-query' },
      });
  });

  it('gives its bytes as a file to those with the permission who say why, and every look is on record', async () => {
    const path = `/v1/quarantine/${String((await listed()).items[0]?.quarantineId)}/raw`;
    const acts = () => intake.database.query("SELECT * FROM bus_operator_act WHERE reason = '看一眼'");
    const why = '?reason=%E7%9C%8B%E4%B8%80%E7%9C%BC';
    expect((await intake.ask('GET', path + why, intake.basic('counter'))).status).toBe(403);
    expect((await intake.ask('GET', path + why, intake.key('stations'))).status).toBe(403);
    expect((await intake.ask('GET', path + why, {})).status).toBe(401);
    expect((await intake.ask('GET', path, intake.basic('office'))).status).toBe(400);
    expect((await intake.ask('GET', `${path}?reason=%20`, intake.basic('office'))).status).toBe(400);
    expect((await intake.ask('GET', `/v1/quarantine/none/raw${why}`, intake.basic('office'))).status).toBe(404);
    expect(await acts()).toEqual([]);
    const { status, headers } = await intake.ask('GET', path + why, intake.basic('office'));
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringContaining('attachment'),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(await acts()).toMatchObject([{ actor: 'office', act: 'open-quarantined' }]);
  });
});
