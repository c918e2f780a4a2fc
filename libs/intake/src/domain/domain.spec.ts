import { describe, expect, it } from 'vitest';
import { taskIdOf, ticketIdOf } from '#libs/contracts';
import type { ReadCallback, ReadEvent } from '#libs/platforms';
import { callbackErrors, callbackIdOf, subjectOf } from './callback-message.js';
import { contentHashOf } from './content-hash.js';
import { readCoordinates } from './coordinates.js';
import { eventBody } from './event-message.js';
import { readInstant } from './instant.js';
import { pullPauseSeconds } from './pull-pause.js';
import { quarantineIdOf } from './quarantine-id.js';
import { RecentIds } from './recent-ids.js';
import { textErrors } from './text-errors.js';

const event: ReadEvent = {
  eventId: 'E1',
  title: '占道堆物',
  description: '路口有建筑垃圾',
  longitude: 116,
  latitude: 36,
};

describe('the content hash of an event', () => {
  const same = contentHashOf(event, 'print');
  it('is what it was when earlier events came in: else every repeat would be a conflict', () => {
    const attachments = [{ name: 'a' }, { name: 'b' }];
    expect(contentHashOf({ ...event, attachments }, 'print')).toBe(
      '67c4ef1a8b864dc8f63b9bfef24e89b6d223268747af3b30c5bd7d641738f70b',
    );
  });
  it('does not depend on how and when it came in', () => {
    expect(
      contentHashOf({ ...event, reportedAt: '2026-11-25T01:00:00.000Z', remarks: ['x'], messageId: 'm' }, 'print'),
    ).toBe(same);
    const signedAnew = { name: 'a.jpg', url: 'https://files.example.invalid/a?sign=2' };
    expect(
      contentHashOf(
        { ...event, attachments: [{ ...signedAnew, url: 'https://files.example.invalid/a?sign=1' }] },
        'print',
      ),
    ).toBe(contentHashOf({ ...event, attachments: [signedAnew] }, 'print'));
  });
  it.each([
    { title: '占道经营' },
    { description: '' },
    { occurredAt: '2026-11-25T01:00:00.000Z' },
    { category: '城乡建设' },
    { address: '示例镇河东村' },
    { longitude: 116.1 },
    { grade: 'urgent' },
    { attachments: [{ name: 'a.jpg' }] },
  ] as Partial<ReadEvent>[])('changes with %j', (changed) => {
    expect(contentHashOf({ ...event, ...changed }, 'print')).not.toBe(same);
  });
  it('changes with the reporter', () => expect(contentHashOf(event, 'other')).not.toBe(same));
  it('does not take one field for another', () => {
    expect(contentHashOf({ ...event, category: 'x' }, undefined)).not.toBe(
      contentHashOf({ ...event, item: 'x' }, undefined),
    );
  });
});

it('the body of an event holds nothing that is not known, and an id of 24 digits to the last one', () => {
  const given = { source: 'grid', epoch: 0, entrance: 'push', receivedAt: new Date(0), reporter: {} } as const;
  const body = eventBody({ ...event, eventId: '371402101000000000000001' }, given);
  expect(body.eventId).toBe('371402101000000000000001');
  expect(Object.values(body)).not.toContain(undefined);
  expect(body).not.toHaveProperty('occurredAt');
});

describe('what a callback is about', () => {
  const ticketId = ticketIdOf('grid', 0, 'E1');
  it.each([
    [{ ourId: taskIdOf(ticketId, 2) }, { ticketId, taskId: `${ticketId}-2` }],
    [{ ourId: ticketId }, { ticketId }],
    [{ eventId: 'E1' }, { ticketId }],
    [{ ourId: 'garbage', eventId: 'E1' }, { ticketId }],
    [{ reference: 'R1' }, {}],
    [{ ourId: 'garbage', reference: 'R1' }, {}],
  ] as [ReadCallback, object][])('%j', (callback, subject) => expect(subjectOf(callback, 'grid', 0)).toEqual(subject));

  it('the epoch tells two events of one number apart', () => {
    expect(subjectOf({ eventId: 'E1' }, 'grid', 1)).not.toEqual(subjectOf({ eventId: 'E1' }, 'grid', 0));
  });

  it('needs one subject, and exactly one of status and side event', () => {
    expect(callbackErrors({ ticketId, status: 'RESOLVED' })).toEqual([]);
    expect(callbackErrors({ reference: 'R1', sideEvent: 'URGE' })).toEqual([]);
    expect(callbackErrors({ status: 'RESOLVED' })).toHaveLength(1);
    expect(callbackErrors({ ticketId, status: 'RESOLVED', sideEvent: 'URGE' })).toHaveLength(1);
    expect(callbackErrors({ ticketId })).toHaveLength(1);
  });
});

describe('the id of a callback', () => {
  const callback: ReadCallback = {
    ourId: taskIdOf(ticketIdOf('grid', 0, 'E1'), 1),
    status: 'RESOLVED',
    occurredAt: '2026-11-25T01:00:00.000Z',
  };
  it('is one for the same fact, whether or not the platform adds its own number', () => {
    expect(callbackIdOf({ ...callback, reference: 'R1' }, 'xhxy', 0)).toBe(callbackIdOf(callback, 'xhxy', 0));
  });
  it.each([
    { status: 'ACCEPTED' },
    { occurredAt: '2026-11-25T01:00:01.000Z' },
    { opinion: 'x' },
    { messageId: 'm' },
    { solved: false },
  ] as ReadCallback[])('is another with %j', (changed) =>
    expect(callbackIdOf({ ...callback, ...changed }, 'xhxy', 0)).not.toBe(callbackIdOf(callback, 'xhxy', 0)),
  );
  it('is another for another platform', () =>
    expect(callbackIdOf(callback, 'a', 0)).not.toBe(callbackIdOf(callback, 'b', 0)));
});

describe('text', () => {
  it.each(['\u0000', 'a\u001bb', '\u007f', '\ud800', 'x\udc00'])('refuses %j and names the path', (text) => {
    expect(textErrors({ place: [{ address: text }] })).toMatchObject([{ path: '$.place[0].address' }]);
  });
  it.each(['𡈽䶮', '😀', 'a\tb\r\nc', '<script>alert(1)</script>', 'e\u0301'])('lets %j through', (text) =>
    expect(textErrors([text])).toEqual([]),
  );
  it('refuses keys that reach into the prototype', () => {
    expect(textErrors(JSON.parse('{"a":{"__proto__":{"x":1}}}'))).toMatchObject([{ path: '$.a.__proto__' }]);
  });
});

describe('times', () => {
  const now = new Date('2026-11-25T00:00:00Z');
  it.each([
    ['2026-11-25T09:30:00+08:00', '2026-11-25T01:30:00.000Z'],
    ['2026-11-25T09:30+08:00', '2026-11-25T01:30:00.000Z'],
    ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59.999Z'],
  ])('%s is %s', (text, at) => expect(readInstant(text, now)).toEqual({ at }));
  it.each([
    '2026-11-25 09:30:00',
    '2026-11-25T09:30:00',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-25T24:00:00Z',
    '20266-11-25T00:00:00Z',
    '1999-12-31T00:00:00Z',
    '2029-01-01T00:00:00Z',
    '2026-11-25T09:60:00Z',
    '',
    'now',
  ])('%j is refused, never taken for something near', (text) => expect(readInstant(text, now)).toHaveProperty('wrong'));
});

it.each([
  [116, 36, { longitude: 116, latitude: 36 }],
  [36, 116, { longitude: 116, latitude: 36, remark: expect.stringContaining('swapped') }],
  [0, 0, { remark: expect.stringContaining('0/0') }],
  [116, undefined, { remark: expect.stringContaining('left out') }],
  [200, 36, { longitude: 200, latitude: 36, remark: expect.stringContaining('outside') }],
  [undefined, undefined, {}],
])('coordinates %s, %s are read as %j', (longitude, latitude, read) =>
  expect(readCoordinates(longitude, latitude)).toEqual(read),
);

it('the pause of a failing pull doubles up to five minutes, or stays where it is longer', () => {
  expect([0, 1, 2, 3, 4, 30].map((failures) => pullPauseSeconds(30, failures))).toEqual([30, 60, 120, 240, 300, 300]);
  expect(pullPauseSeconds(3_600, 3)).toBe(3_600);
});

it('the same bytes of two platforms are two quarantined items', () => {
  const bytes = Buffer.from('x');
  expect(quarantineIdOf('a', bytes)).toBe(quarantineIdOf('a', bytes));
  expect(quarantineIdOf('a', bytes)).not.toBe(quarantineIdOf('b', bytes));
});

describe('recent ids', () => {
  it('are remembered up to their number, the one that came first forgotten first', () => {
    const recent = new RecentIds(2);
    const known = (): string[] => ['a', 'b', 'c', 'd'].filter((id) => recent.has(id));
    for (const id of ['a', 'b', 'a']) recent.add(id);
    expect(known()).toEqual(['a', 'b']);
    recent.add('c');
    expect(known()).toEqual(['b', 'c']);
    for (const id of ['d', 'a']) recent.add(id);
    expect(known()).toEqual(['a', 'd']);
  });
});
