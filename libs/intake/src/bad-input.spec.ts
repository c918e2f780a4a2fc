import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES } from '#libs/runtime';
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

const deep = '['.repeat(2_500_000) + ']'.repeat(2_500_000);
const valid = JSON.stringify(event('x'));
const gbk = Buffer.from([
  ...Buffer.from('{"eventId":"g","title":"'),
  0xd5,
  0xbc,
  0xb5,
  0xc0,
  ...Buffer.from('","description":"d"}'),
]);
describe('what is wrong is named, and nothing of it is in the log', () => {
  it.each([
    ['an empty body', '', 400, 'body-empty', undefined],
    ['no JSON', 'hello', 400, 'body-not-json', undefined],
    ['half of a JSON', valid.slice(0, -1), 400, 'body-not-json', undefined],
    ['GBK bytes', gbk, 400, 'body-not-utf8', undefined],
    ['5 MB of nested arrays', deep, 400, 'body-too-deep', undefined],
    [
      'a key that stands twice',
      '{"eventId":"x","eventId":"y","title":"t","description":"d"}',
      400,
      'duplicate-key',
      undefined,
    ],
    ['an empty array', '[]', 400, 'request-invalid', undefined],
    ['1,001 items', JSON.stringify(Array.from({ length: 1_001 }, () => 1)), 413, 'too-many-items', undefined],
    [
      'one event over 1 MiB',
      JSON.stringify(event('x', { description: 'x'.repeat(1_050_000) })),
      413,
      'body-too-large',
      undefined,
    ],
    ['all items bad', JSON.stringify([1, event('', {})]), 422, 'invalid-fields', '$[0]'],
    ['a number for the id', '{"eventId":1,"title":"t","description":"d"}', 422, 'invalid-fields', '$.eventId'],
    ['an id longer than the column', JSON.stringify(event('x'.repeat(129))), 422, 'invalid-fields', '$.eventId'],
    ['a title of blanks', JSON.stringify(event('x', { title: '  ' })), 422, 'invalid-fields', '$.title'],
    ['NUL in a text', JSON.stringify(event('x', { description: 'a\0b' })), 422, 'invalid-fields', '$.description'],
    ['a lone surrogate', '{"eventId":"x","title":"\\ud800","description":"d"}', 422, 'invalid-fields', '$.title'],
    [
      'NUL in the reporter',
      JSON.stringify(event('x', { reporter: { name: '\0' } })),
      422,
      'invalid-fields',
      '$.reporter.name',
    ],
    [
      '__proto__',
      '{"__proto__":{"x":1},"eventId":"x","title":"t","description":"d"}',
      422,
      'invalid-fields',
      '$.__proto__',
    ],
    [
      'a name that JavaScript has a meaning for, deep inside',
      JSON.stringify(event('x', { title: { constructor: {} } })),
      422,
      'invalid-fields',
      '$.title.constructor',
    ],
    ['an unknown field', JSON.stringify(event('x', { titel: 'x' })), 422, 'invalid-fields', '$.titel'],
    [
      'a time without zone',
      JSON.stringify(event('x', { occurredAt: '2026-11-25 09:30:00' })),
      422,
      'invalid-fields',
      '$.occurredAt',
    ],
    [
      '30 February',
      JSON.stringify(event('x', { occurredAt: '2026-02-30T00:00:00Z' })),
      422,
      'invalid-fields',
      '$.occurredAt',
    ],
    [
      'the year 20266',
      JSON.stringify(event('x', { occurredAt: '20266-02-03T00:00:00Z' })),
      422,
      'invalid-fields',
      '$.occurredAt',
    ],
    [
      'an attachment that is nowhere',
      JSON.stringify(event('x', { attachments: [{ name: 'a' }] })),
      422,
      'invalid-fields',
      '$.attachments[0]',
    ],
    ['an unknown grade', JSON.stringify(event('x', { grade: 'high' })), 422, 'invalid-fields', '$.grade'],
    [
      'text for a coordinate',
      JSON.stringify(event('x', { place: { longitude: '116' } })),
      422,
      'invalid-fields',
      '$.place.longitude',
    ],
  ] as [string, string | Uint8Array, number, string, string | undefined][])(
    '%s',
    async (_, body, status, code, path) => {
      const before = (await intake.said('event-received')).length;
      const answer = await post(body);
      expect(answer).toMatchObject({ status, json: { code } });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.json.errors?.map((error) => error.path) ?? [undefined]).toContain(path);
      expect((await intake.said('event-received')).length).toBe(before);
    },
  );

  it('every wrong field is listed at once', async () => {
    const answer = await post(JSON.stringify({ eventId: 1, title: '', place: { longitude: 'x' }, extra: 1 }));
    const paths = answer.json.errors?.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['$.eventId', '$.title', '$.description', '$.place.longitude', '$.extra']),
    );
  });

  it('a content type that is not understood is refused, and so are people', async () => {
    expect(await post(valid, 'text/xml')).toMatchObject({ status: 415 });
    expect(await intake.post(PATH, intake.basic('office'), valid)).toMatchObject({ status: 403 });
  });

  it('more than 16 MiB is refused', async () => {
    const answer = await post(Buffer.alloc(MAX_BODY_BYTES + 1, 0x20));
    expect(answer.status).toBe(413);
  });
});
