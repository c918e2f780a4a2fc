import { GBK } from './bad-events.js';

/** What becomes of a push in the dialect of the grid system: refused and kept whole, held for a person, or taken. */
export type Fate = 'nothing' | 'quarantine' | 'event';

/** A body for `POST /v1/platforms/grid/events`, the answer that it gets, and what is kept of it. */
export interface OddPush {
  readonly input: string;
  readonly body: () => string | Uint8Array;
  readonly status: number;
  /** Of the problem, or of the item that is held. */
  readonly code?: string;
  readonly kept: Fate;
  /** The platform's id of an event that is taken. */
  readonly eventId?: string;
  /** What its ticket then has. */
  readonly ticket?: Readonly<Record<string, unknown>>;
  /** Words of the remark that tells a person. */
  readonly remark?: string;
}

let numbered = 0;
const report = (more: object = {}) => ({
  reportNo: `odd-${++numbered}`,
  caseName: '占道堆物',
  caseDesc: '路口有建筑垃圾',
  caseType: '城乡建设',
  level: '3',
  happenTime: '2026-11-25 09:30:00',
  townCode: '371402101',
  ...more,
});

const refused = (input: string, code: string, body: () => string | Uint8Array): OddPush => ({
  input,
  body,
  status: 400,
  code,
  kept: 'quarantine',
});
const held = (input: string, code: string, item: unknown): OddPush => ({
  input,
  body: () => JSON.stringify({ list: [item] }),
  status: 202,
  code,
  kept: 'quarantine',
});
const taken = (input: string, more: object, ticket: object, remark?: string): OddPush => {
  const item = report(more);
  const body = () => JSON.stringify({ list: [item] });
  return {
    input,
    body,
    status: 202,
    kept: 'event',
    eventId: item.reportNo,
    ticket: { ...ticket },
    ...(remark ? { remark } : {}),
  };
};

const text = JSON.stringify({ list: [report()] });
const NO_TIME = { occurredAt: null };

export const oddPushes: readonly OddPush[] = [
  { input: 'an empty body', body: () => '', status: 400, code: 'body-empty', kept: 'nothing' },
  refused('no JSON', 'body-not-json', () => '<xml>占道堆物</xml>'),
  refused('GBK bytes labelled UTF-8', 'body-not-utf8', () => Buffer.from([0x7b, ...GBK, 0x7d])),
  refused('nested deeper than 64 levels', 'body-too-deep', () => '['.repeat(65) + ']'.repeat(65)),
  refused('a key that stands twice, deep inside', 'duplicate-key', () =>
    text.replace('"level"', '"caseType":"x","level"'),
  ),
  held('an item that is no object', 'item-not-object', 17),
  held('no id', 'field-missing', { ...report(), reportNo: undefined }),
  held('an id longer than its column', 'field-too-long', report({ reportNo: 'x'.repeat(129) })),
  {
    ...held('an id that is a number of 24 digits', 'id-not-exact', undefined),
    body: () => text.replace(/"odd-\d+"/, '371402101000000000000009'),
  },
  held('a text that is a list', 'field-invalid', report({ caseDesc: ['x'] })),
  held('a control character in a text', 'invalid-fields', report({ caseDesc: 'a\u0001b' })),
  held('half of a surrogate pair', 'invalid-fields', report({ caseName: 'x\ud800' })),
  held('a word that has no meaning in the map', 'unmapped-grade', report({ level: '九' })),
  taken('a time without zone', {}, { occurredAt: '2026-11-25T01:30:00.000Z' }),
  taken('30 February', { happenTime: '2026-02-30 09:30:00' }, NO_TIME, '发生时间'),
  taken('24:00:00', { happenTime: '2026-11-25 24:00:00' }, NO_TIME, '发生时间'),
  taken('the year 20266', { happenTime: '20266-02-03 09:30:00' }, NO_TIME, '发生时间'),
  taken(
    'swapped coordinates',
    { x: 36.9, y: 116.1 },
    { place: { township: '371402101', longitude: 116.1, latitude: 36.9, crs: 'GCJ02' } },
    '颠倒',
  ),
  taken('coordinates 0/0', { x: 0, y: 0 }, { place: { township: '371402101' } }, '0/0'),
  taken(
    'an unknown category',
    { caseType: '从未见过的类别', caseName: '想问一下', caseDesc: '有件事想问一下。' },
    { category: '从未见过的类别' },
  ),
];
