import { describe, expect, it } from 'vitest';
import { attachments } from './attachments.js';
import { callbackFrom } from './callback-from.js';
import { coordinates } from './coordinates.js';
import { eventFrom } from './event-from.js';
import { readExactJson, rawOf } from './exact-json.js';
import { idField } from './fields.js';
import { outsideTime } from './outside-time.js';
import { nextCursor, readCursor } from './pull-cursor.js';
import { reporter } from './reporter.js';

const context = { zone: 'Asia/Shanghai', now: new Date('2026-11-25T02:00:00Z') };

describe('a time of a platform', () => {
  const read = (value: unknown, zone = context.zone) => {
    const remarks: string[] = [];
    return { time: outsideTime('发生时间', value, { ...context, zone }, remarks), remarks };
  };

  it.each([
    ['2026-11-25 09:41:07', '2026-11-25T01:41:07.000Z'],
    ['2026-11-25T09:41:07', '2026-11-25T01:41:07.000Z'],
    ['2026-11-25 09:41:07.0', '2026-11-25T01:41:07.000Z'],
    ['2026-11-25 09:41:07.256', '2026-11-25T01:41:07.256Z'],
    ['2026-11-25T09:41:07+08:00', '2026-11-25T01:41:07.000Z'],
    ['2026-11-25T09:41:07+0900', '2026-11-25T00:41:07.000Z'],
    ['2026-11-25T01:41:07.5Z', '2026-11-25T01:41:07.500Z'],
    ['2026/11/5 9:41', '2026-11-05T01:41:00.000Z'],
    ['20261125094107', '2026-11-25T01:41:07.000Z'],
    [20261125094107, '2026-11-25T01:41:07.000Z'],
    [1795572000000, '2026-11-25T02:00:00.000Z'],
    ['1795572000', '2026-11-25T02:00:00.000Z'],
    ['2028-02-29 00:00:00', '2028-02-28T16:00:00.000Z'],
  ])('%s is %s', (value, expected) => expect(read(value)).toEqual({ time: expected, remarks: [] }));

  it.each([
    '2026-11-25 24:00:00',
    '2026-02-29 10:00:00',
    '2017-05-08 2019:47:50',
    '0001-01-01T00:00:00',
    '1999-12-31 10:00:00',
    '2029-01-02 10:00:00',
    '2026-11-25',
    '2026-11-25 09:41:60',
    '昨天',
    '2026-11-25T09:41:07+25:00',
    {},
  ])('%j is left out with a remark, never replaced', (value) => {
    const { time, remarks } = read(value);
    expect(time).toBeUndefined();
    expect(remarks).toEqual([expect.stringContaining('发生时间')]);
  });

  it('that was not given needs no remark', () => {
    expect([read(undefined), read(null), read(' ')].every(({ remarks }) => remarks.length === 0)).toBe(true);
  });

  it('is read in the zone of the platform, and a time that its clocks skip is none', () => {
    expect(read('2026-07-01 12:00:00', 'Asia/Urumqi').time).toBe('2026-07-01T06:00:00.000Z');
    expect(read('2026-03-08 02:30:00', 'America/New_York').time).toBeUndefined();
    expect(read('2026-03-08 03:30:00', 'America/New_York').time).toBe('2026-03-08T07:30:00.000Z');
    expect(read('2026-11-01 01:30:00', 'America/New_York').time).toBe('2026-11-01T05:30:00.000Z');
  });
});

describe('a place', () => {
  const read = (x: unknown, y: unknown) => {
    const remarks: string[] = [];
    return { ...coordinates(x, y, remarks), remarks };
  };

  it('is taken as number or text', () => {
    expect(read('116.35', 37.45)).toEqual({ longitude: 116.35, latitude: 37.45, remarks: [] });
  });

  it('that is swapped is turned round with a remark', () => {
    expect(read(37.45, 116.35)).toEqual({ longitude: 116.35, latitude: 37.45, remarks: ['经纬度颠倒,已对调'] });
  });

  it.each([
    [0, 0],
    [200, 37],
    [116.35, undefined],
    ['abc', 37.45],
    [512345.1, 4012345.2],
  ])('of %j, %j is left out with a remark', (x, y) => {
    const { remarks, ...place } = read(x, y);
    expect(place).toEqual({});
    expect(remarks).toHaveLength(1);
  });
});

describe('an id', () => {
  it('keeps 24 digits as text, and a safe number as text', () => {
    expect(idField('id', '371402101202611250000001')).toBe('371402101202611250000001');
    expect(idField('id', (readExactJson('{"id":9007199254740991}') as { id: unknown }).id)).toBe('9007199254740991');
    expect(idField('id', 42)).toBe('42');
  });

  it.each(['9007199254740993', '371402101202611250000001', '1e21', '1.5'])(
    'as the number %s is not trusted',
    (digits) => {
      const { id } = readExactJson(`{"id":${digits}}`) as { id: unknown };
      expect(() => idField('id', id)).toThrow('id-not-exact');
    },
  );

  it('is shown in the raw form with every digit that came', () => {
    const text = '{"id":371402101202611250000001,"n":12.5,"t":"9007199254740993"}';
    expect(rawOf(readExactJson(text))).toBe(text);
  });
});

describe('a reporter', () => {
  it.each(['保密', '139****0000', '暂无', '110'])(
    'whose phone is %s has none, and the remark does not show it',
    (phone) => {
      const remarks: string[] = [];
      expect(reporter({ name: '来电人甲', phone }, remarks)).toEqual({ name: '来电人甲' });
      expect(remarks).toHaveLength(1);
      expect(remarks[0]).not.toContain(phone);
    },
  );
});

describe('attachments', () => {
  it('are bytes or an address; one that is neither is left out with a remark', () => {
    const remarks: string[] = [];
    const read = attachments(
      [
        { name: '现场.jpg', url: 'https://files.example.invalid/a.jpg', size: 10 },
        { name: '录音.amr', base64: 'aGVsbG8=' },
        { name: '空.jpg', base64: '' },
        { url: 'file:///etc/passwd' },
        'x',
      ],
      remarks,
    );
    expect(read).toEqual([
      { name: '现场.jpg', url: 'https://files.example.invalid/a.jpg', size: 10 },
      { name: '录音.amr', size: 5, bytes: Buffer.from('hello') },
    ]);
    expect(remarks).toHaveLength(3);
  });
});

describe('an event', () => {
  it('whose title is too long is cut between characters and loses nothing', () => {
    const title = `${'长'.repeat(198)}😀😀`;
    const event = eventFrom({ eventId: '1', title, description: '见标题' }, context);
    expect(event.title).toBe(`${'长'.repeat(198)}…`);
    expect(event.description).toBe(`${title}\n见标题`);
    expect(event.remarks).toHaveLength(1);
  });

  it.each([
    [{ title: '无编号' }, 'field-missing'],
    [{ eventId: '1', title: '  ' }, 'field-missing'],
    [{ eventId: '1', title: { a: 1 } }, 'field-invalid'],
    [{ eventId: 'x'.repeat(129), title: '标题' }, 'field-too-long'],
    [{ eventId: '1', title: '标题', grade: '加急' }, 'unmapped-grade'],
  ])('%j is unreadable: %s', (raw, code) => expect(() => eventFrom(raw, context)).toThrow(code));
});

describe('a callback', () => {
  const ours = `${'0'.repeat(26)}-1`;

  it.each([
    [{ status: 'ACCEPTED' }, 'no-id'],
    [{ status: 'ACCEPTED', ourId: 'ZS1' }, 'no-id'],
    [{ reference: 'ZS1' }, 'field-missing'],
    [{ reference: 'ZS1', status: '办理中' }, 'unmapped-status'],
    [{ reference: 'ZS1', status: 'VERIFIED', solved: 'maybe' }, 'field-invalid'],
    [{ reference: 'ZS1', status: 'VERIFIED', satisfaction: 6 }, 'field-invalid'],
  ])('%j is unreadable: %s', (raw, code) => expect(() => callbackFrom(raw, context)).toThrow(code));

  it('names a status or a side event, never both', () => {
    expect(callbackFrom({ ourId: ours, status: 'URGE' }, context)).toEqual({ ourId: ours, sideEvent: 'URGE' });
    expect(callbackFrom({ ourId: ours, status: 'RESOLVED' }, context)).toEqual({ ourId: ours, status: 'RESOLVED' });
  });

  it('with an id that is not ours and a reference goes by the reference, with a remark', () => {
    const callback = callbackFrom({ ourId: 'XX', reference: 'ZS1', status: 'ACCEPTED' }, context);
    expect(callback).toMatchObject({ reference: 'ZS1', remarks: [expect.any(String)] });
    expect(callback.ourId).toBeUndefined();
  });
});

describe('a pull cursor', () => {
  const now = new Date('2026-11-25T02:00:00Z');

  it('begins a day back, stays without items, and moves to the highest time when the window is done', () => {
    const first = readCursor(undefined, now);
    expect(first).toEqual({ since: '2026-11-24T02:00:00.000Z', page: 1 });
    expect(readCursor(nextCursor(first, [], false, now), now)).toEqual(first);
    const second = readCursor(nextCursor(first, ['2026-11-25T01:00:00.000Z'], true, now), now);
    expect(second).toEqual({ since: first.since, page: 2, high: '2026-11-25T01:00:00.000Z' });
    const third = readCursor(nextCursor(second, ['2026-11-25T00:30:00.000Z', undefined], false, now), now);
    expect(third).toEqual({ since: '2026-11-25T01:00:00.000Z', page: 1 });
  });

  it('is not carried off by an item that is dated in the future', () => {
    const next = readCursor(nextCursor(readCursor(undefined, now), ['2027-06-01T00:00:00.000Z'], false, now), now);
    expect(next.since).toBe(now.toISOString());
  });
});
