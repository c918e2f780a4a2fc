import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ticketIdOf } from '#libs/contracts';
import { OutsideLists } from '../../testing/src/outside-lists.js';
import { RunningIntake } from '../../testing/src/start-intake.js';

const PATH = '/v1/events';
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

const event = (eventId: string, more: object = {}) => ({
  eventId,
  title: '占道堆物',
  description: '路口有建筑垃圾',
  ...more,
});
const keyed = (contentType = 'application/json') => ({ ...intake.key('stations'), 'content-type': contentType });
const post = (body: string | Uint8Array, contentType?: string, headers = {}) =>
  intake.post(PATH, { ...keyed(contentType), ...headers }, body);
const saidOf = async (eventId: string) =>
  (await intake.said('event-received')).filter(({ body }) => body.eventId === eventId);

describe('formats', () => {
  it('one event is answered with its receipt, which a repeat gets again, and the log has it once per arrival under one id', async () => {
    const first = await post(JSON.stringify(event('one')));
    const again = await post(JSON.stringify(event('one')));
    expect(first).toMatchObject({ status: 202, json: { ticketId: ticketIdOf('stations', 0, 'one'), eventId: 'one' } });
    expect(first.json.links).toMatchObject({ ticket: `/v1/tickets/${String(first.json.ticketId)}` });
    expect(again.text).toBe(first.text);
    const ids = new Set((await saidOf('one')).map(({ envelope }) => envelope.id));
    expect(ids.size).toBe(1);
  });

  it('the same id with other content is another message of the same ticket', async () => {
    await post(JSON.stringify(event('two')));
    await post(JSON.stringify(event('two', { title: '占道经营' })));
    const said = await saidOf('two');
    expect(new Set(said.map(({ envelope }) => envelope.id)).size).toBe(2);
    expect(new Set(said.map(({ envelope }) => envelope.key)).size).toBe(1);
  });

  it.each([
    ['a JSON array', 'application/json', JSON.stringify([event('a-1'), event('a-2')])],
    ['NDJSON', 'application/x-ndjson', `${JSON.stringify(event('l-1'))}\r\n\n${JSON.stringify(event('l-2'))}\n`],
    [
      'a CloudEvents batch',
      'application/cloudevents-batch+json; charset=utf-8',
      JSON.stringify(
        ['b-1', 'b-2'].map((id) => ({
          specversion: '1.0',
          id,
          source: '/x',
          type: 'x',
          data: { title: 't', description: 'd' },
        })),
      ),
    ],
  ])('%s is answered item by item', async (_, contentType, body) => {
    const answer = await post(body, contentType);
    expect(answer).toMatchObject({
      status: 202,
      json: { accepted: 2, refused: 0, items: [{ index: 0, status: 'accepted' }, { index: 1 }] },
    });
  });

  it('a structured CloudEvent is one event, its id the event id and its time the time of report', async () => {
    const body = {
      specversion: '1.0',
      id: 'ce-1',
      source: '/x',
      type: 'x',
      time: '2026-11-25T09:30:00+08:00',
      data: { title: 't', description: 'd' },
    };
    expect(await post(JSON.stringify(body), 'application/cloudevents+json')).toMatchObject({
      status: 202,
      json: { eventId: 'ce-1' },
    });
    expect((await saidOf('ce-1'))[0]?.body).toMatchObject({ reportedAt: '2026-11-25T01:30:00.000Z' });
  });

  it('a binary CloudEvent has its id in the header, percent-encoded', async () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': encodeURIComponent('事件 1'),
      'ce-source': '/x',
      'ce-type': 'x',
    };
    const answer = await post(JSON.stringify({ title: 't', description: 'd' }), 'application/json', headers);
    expect(answer).toMatchObject({ status: 202, json: { eventId: '事件 1' } });
  });

  it('a CloudEvent of another version, without an id or whose id is contradicted is refused by path', async () => {
    const bad = { specversion: '0.3', data: { eventId: 'other', title: 't', description: 'd' } };
    const answer = await post(JSON.stringify(bad), 'application/cloudevents+json');
    expect(answer).toMatchObject({ status: 422, json: { code: 'invalid-fields' } });
    expect(answer.json.errors?.map(({ path }) => path)).toEqual(['$.specversion', '$.id', '$.data.eventId']);
  });

  it('a bad line of NDJSON does not spoil the others', async () => {
    const answer = await post(
      `${JSON.stringify(event('n-1'))}\n{"broken\n{"a":1,"a":2}\n${JSON.stringify(event('n-2'))}`,
      'application/x-ndjson',
    );
    expect(answer).toMatchObject({
      status: 202,
      json: {
        accepted: 2,
        refused: 2,
        items: [{}, { code: 'body-not-json' }, { code: 'duplicate-key' }, { index: 3, status: 'accepted' }],
      },
    });
  });
});

describe('what is unusual and right survives', () => {
  it('coordinates that were swapped are put right with a remark, and 0/0 is left out', async () => {
    await post(
      JSON.stringify([
        event('c-1', { place: { longitude: 36.9, latitude: 116.1, crs: 'GCJ02' } }),
        event('c-2', { place: { longitude: 0, latitude: 0, address: '示例镇' } }),
      ]),
    );
    expect((await saidOf('c-1'))[0]?.body).toMatchObject({
      place: { longitude: 116.1, latitude: 36.9 },
      remarks: [expect.stringContaining('swapped')],
    });
    expect((await saidOf('c-2'))[0]?.body.place).toEqual({ address: '示例镇' });
  });

  it('an attachment that came as bytes is a file that people can fetch', async () => {
    const bytes = Buffer.from('<svg onload="alert(1)"/>');
    const name = createHash('sha256').update(bytes).digest('hex');
    await post(
      JSON.stringify(
        event('att', { attachments: [{ name: '现场.svg', mime: 'image/svg+xml', base64: bytes.toString('base64') }] }),
      ),
    );
    expect((await saidOf('att'))[0]?.body.attachments).toEqual([
      { name: '现场.svg', mime: 'image/svg+xml', size: bytes.length, blob: name },
    ]);
    expect(await intake.database.query('SELECT name FROM intake_blob WHERE named_at IS NOT NULL')).toEqual([{ name }]);
    const got = await intake.ask('GET', `/v1/blobs/${name}`, intake.basic('counter'));
    expect(got).toMatchObject({ status: 200, text: bytes.toString() });
    expect(got.headers.get('content-disposition')).toContain('attachment');
    expect(got.headers.get('content-type')).toBe('application/octet-stream');
    expect((await intake.ask('GET', `/v1/blobs/${name}`, keyed())).status).toBe(403);
    expect((await intake.ask('GET', '/v1/blobs/..%2F..%2Fsecrets.json', intake.basic('counter'))).status).toBe(404);
  });
});

it('50 parallel requests of one event get one receipt, and its messages have one id', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => post(JSON.stringify(event('fifty')))));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(new Set((await saidOf('fifty')).map(({ envelope }) => envelope.id)).size).toBe(1);
});

it('the name, phone and id number of the reporter stand nowhere in the log and in no file', async () => {
  const reporter = { name: '来电人戊己', phone: '13900009999', idNumber: '371402199001019999' };
  await post(JSON.stringify(event('sealed', { reporter })));
  const said = (await saidOf('sealed'))[0];
  expect(said?.body).toMatchObject({
    reporterSealed: expect.stringMatching(/^v1\./),
    reporterIndex: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  await intake.database.query('PRAGMA wal_checkpoint(TRUNCATE)');
  for (const file of readdirSync(intake.dataDir).filter((name) => name.startsWith('huying.sqlite'))) {
    const bytes = readFileSync(join(intake.dataDir, file));
    for (const text of Object.values(reporter)) expect(bytes.includes(text)).toBe(false);
  }
});

it('a trace context goes on with the message, and its id comes back', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const answer = await post(JSON.stringify(event('traced')), undefined, { traceparent });
  const said = (await saidOf('traced'))[0]?.envelope.traceparent;
  expect(said).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
  expect(said).not.toBe(traceparent);
  expect(answer.headers.get('x-trace-id')).toBe('0af7651916cd43dd8448eb211c80319c');
});

it('what came in no trace, or in one that is malformed, begins one', async () => {
  const answers = [
    await post(JSON.stringify(event('untraced'))),
    await post(JSON.stringify(event('mistraced')), undefined, { traceparent: 'abc' }),
  ];
  const said = [...(await saidOf('untraced')), ...(await saidOf('mistraced'))];
  const ids = said.map(({ envelope }) => envelope.traceparent?.slice(3, 35));
  expect(ids).toEqual(answers.map(({ headers }) => headers.get('x-trace-id')));
  expect(new Set(ids).size).toBe(2);
});

it('when the log cannot take it, the answer is 503 with Retry-After and the event can be sent again', async () => {
  await intake.database.query('ALTER TABLE bus_log RENAME TO bus_log_away');
  const answer = await post(JSON.stringify(event('later')));
  await intake.database.query('ALTER TABLE bus_log_away RENAME TO bus_log');
  expect(answer).toMatchObject({ status: 503, json: { code: 'log-unavailable', retryable: true } });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await post(JSON.stringify(event('later')))).status).toBe(202);
});
