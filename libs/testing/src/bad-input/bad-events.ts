import { MAX_BODY_BYTES } from '#libs/runtime';

/** A body for `POST /v1/events` of which nothing is taken, and the answer that it gets. */
export interface BadEvents {
  readonly input: string;
  /** Made when it is sent: some are large. */
  readonly body: () => string | Uint8Array;
  readonly contentType?: string;
  readonly status: number;
  readonly code: string;
  /** JSON path that is named, where fields are wrong. */
  readonly path?: string;
}

/** Every event of the rows has this id, so that it is easy to see that none of them was taken. */
export const REFUSED_ID = 'refused';

const event = (more: object = {}) => ({
  eventId: REFUSED_ID,
  title: '占道堆物',
  description: '路口有建筑垃圾',
  ...more,
});
const of = (more: object = {}) => JSON.stringify(event(more));
const valid = of();
/** 占道 in GBK. */
export const GBK = [0xd5, 0xbc, 0xb5, 0xc0];
const gbk = Buffer.from([...Buffer.from(valid.slice(0, -2)), ...GBK, ...Buffer.from('"}')]);

const whole = (input: string, code: string, body: () => string | Uint8Array, status = 400): BadEvents => ({
  input,
  body,
  status,
  code,
});
const field = (input: string, path: string, body: string): BadEvents => ({
  input,
  body: () => body,
  status: 422,
  code: 'invalid-fields',
  path,
});
const fieldOf = (input: string, path: string, more: object) => field(input, path, of(more));

export const badEvents: readonly BadEvents[] = [
  whole('an empty body', 'body-empty', () => ''),
  whole('no JSON', 'body-not-json', () => 'hello'),
  whole('half of a JSON', 'body-not-json', () => valid.slice(0, -1)),
  { ...whole('another content type', 'content-type-unsupported', () => valid, 415), contentType: 'text/xml' },
  whole('GBK bytes labelled UTF-8', 'body-not-utf8', () => gbk),
  whole('5 MB of nested arrays', 'body-too-deep', () => '['.repeat(2_500_000) + ']'.repeat(2_500_000)),
  whole('a key that stands twice', 'duplicate-key', () => `{"eventId":"a",${valid.slice(1)}`),
  whole('a key that stands twice, deep inside', 'duplicate-key', () =>
    of({ place: { a: [{ b: 'x' }] } }).replace('"b":"x"', '"b":"x","c":{"d":1,"\\u0064":2}'),
  ),
  whole('an empty array', 'request-invalid', () => '[]'),
  whole(
    '1,001 events at once',
    'too-many-items',
    () => JSON.stringify(Array.from({ length: 1_001 }, () => event())),
    413,
  ),
  whole('one event over 1 MiB', 'body-too-large', () => of({ description: 'x'.repeat(1_050_000) }), 413),
  whole('more than 16 MiB', 'body-too-large', () => Buffer.alloc(MAX_BODY_BYTES + 1, 0x20), 413),
  field('several events, all of them bad', '$[0]', JSON.stringify([1, event({ eventId: '' })])),
  field('a number for a text', '$.eventId', valid.replace(`"${REFUSED_ID}"`, '1')),
  fieldOf('a list for a text', '$.title', { title: ['占道堆物'] }),
  fieldOf('an id longer than its column', '$.eventId', { eventId: 'x'.repeat(129) }),
  fieldOf('a title of blanks', '$.title', { title: '  ' }),
  fieldOf('NUL in a text', '$.description', { description: 'a\0b' }),
  fieldOf('a control character in a text', '$.title', { title: 'a\u001bb' }),
  fieldOf('NUL in the reporter', '$.reporter.name', { reporter: { name: '\0' } }),
  field('half of a surrogate pair', '$.title', valid.replace('占道堆物', '\\ud800')),
  field('`__proto__`', '$.__proto__', `{"__proto__":{"x":1},${valid.slice(1)}`),
  fieldOf('`constructor`, deep inside', '$.title.constructor', { title: { constructor: {} } }),
  fieldOf('a field that there is not', '$.titel', { titel: 'x' }),
  fieldOf('a time without zone', '$.occurredAt', { occurredAt: '2026-11-25 09:30:00' }),
  fieldOf('30 February', '$.occurredAt', { occurredAt: '2026-02-30T00:00:00Z' }),
  fieldOf('24:00:00', '$.occurredAt', { occurredAt: '2026-11-25T24:00:00+08:00' }),
  fieldOf('the year 20266', '$.occurredAt', { occurredAt: '20266-02-03T00:00:00Z' }),
  fieldOf('a year before there was such a system', '$.reportedAt', { reportedAt: '1900-01-01T00:00:00Z' }),
  fieldOf('an attachment that is nowhere', '$.attachments[0]', { attachments: [{ name: 'a' }] }),
  fieldOf('an unknown grade', '$.grade', { grade: 'high' }),
  fieldOf('text for a coordinate', '$.place.longitude', { place: { longitude: '116' } }),
];
