import { describe, expect, it } from 'vitest';
import { ConfigurationError, Problem, SetClock } from '#libs/runtime';
import type { PlatformSettings } from '../../platform-settings.js';
import { mappedJson } from './mapped-json.dialect.js';

const now = new Date('2026-11-25T02:00:00Z');
const open = (more: Partial<PlatformSettings>) =>
  mappedJson.open({ code: 'demo', name: '演示', dialect: 'mapped-json', ...more }, new SetClock(now));

const events = { fields: { eventId: '=no', title: '=name' } };
const pull = {
  pull: [{ kind: 'events' as const, path: '/events', everySeconds: 60, overlapSeconds: 600, pageSize: 2 }],
  mapping: {
    events,
    pull: { events: { since: 'from', page: 'p', size: 'n', items: '=data.list', time: '=at' } },
  },
};
const page = (list: unknown) => ({ status: 200, headers: {}, body: JSON.stringify({ data: { list } }) });

describe('a mapping', () => {
  it('is refused with every mistake and its path', () => {
    let mistakes: readonly string[] = [];
    try {
      open({
        reports: ['RESOLVED', 'CLOSED'],
        pull: [{ kind: 'callbacks', path: '/c', everySeconds: 30 }],
        mapping: {
          event: {},
          events: {
            items: '=data[0].list',
            fields: { eventId: '=no', titel: '=name' },
            maps: { grade: { 1: 'high' } },
          },
          callbacks: {
            fields: { reference: '=no' },
            maps: { solved: { 是: 'yes' } },
            answer: { status: 500, body: '{x}' },
          },
          outbound: {
            report: { path: 'reports/{nummer}', statuses: { RESOLVED: '50' }, body: { id: '=$eval(a)', at: '=a b' } },
            lookUp: { path: '/tasks/{taskId}', found: 'ok' },
          },
        },
      });
    } catch (error) {
      mistakes = (error as ConfigurationError).mistakes;
    }
    expect(mistakes.map((mistake) => mistake.slice(0, mistake.indexOf(':'))).toSorted()).toEqual(
      [
        'mapping.event',
        'mapping.events.items',
        'mapping.events.fields.titel',
        'mapping.events.fields.title',
        'mapping.events.maps.grade',
        'mapping.events.maps.grade.1',
        'mapping.callbacks.fields.status',
        'mapping.callbacks.maps.status',
        'mapping.callbacks.maps.solved',
        'mapping.callbacks.maps.solved.是',
        'mapping.callbacks.answer.status',
        'mapping.callbacks.answer.body',
        'mapping.outbound.report.path',
        'mapping.outbound.report.path',
        'mapping.outbound.report.statuses.CLOSED',
        'mapping.outbound.report.body.id',
        'mapping.outbound.report.body.at',
        'mapping.outbound.reply',
        'mapping.outbound.lookUp.path',
        'mapping.outbound.lookUp.found',
        'mapping.outbound.lookUp.absent',
        'mapping.pull.callbacks',
      ].toSorted(),
    );
  });

  it('takes a text that begins with = as an expression and any other as itself', async () => {
    const platform = open({
      mapping: { events: { fields: { ...events.fields, township: '371402101', crs: 'GCJ02' } } },
    });
    expect(await platform.read('events', '{"no":"1","name":"占道","371402101":"x"}')).toMatchObject([
      { event: { title: '占道', township: '371402101' } },
    ]);
  });

  it('does not let a long number through inside a text that is put together', async () => {
    const platform = open({ mapping: { events: { fields: { eventId: "=file & ':' & no", title: '=name' } } } });
    const text = '[{"file":"a","no":12345678901234567890,"name":"甲"},{"file":"a","no":9007199254740991,"name":"乙"}]';
    expect(await platform.read('events', text)).toMatchObject([
      { kind: 'unreadable', code: 'id-not-exact', raw: '{"file":"a","no":12345678901234567890,"name":"甲"}' },
      { kind: 'event', event: { eventId: 'a:9007199254740991' } },
    ]);
  });

  it('answers in the words of the configuration, and without any tells all', () => {
    const results = [
      { index: 0, outcome: 'accepted' as const, ticketId: 't1', theirId: 'A' },
      { index: 1, outcome: 'refused' as const, theirId: 'B', detail: '超长' },
    ];
    const answer = { status: 200, body: { ok: true, n: '{accepted}', text: '{refused} refused', list: '{items}' } };
    const item = { no: '{theirId}', why: '{detail}' };
    const said = open({ mapping: { events: { ...events, answer: { ...answer, item } } } }).answer('events', results);
    expect(said.status).toBe(200);
    expect(JSON.parse(said.body)).toEqual({
      ok: true,
      n: 1,
      text: '1 refused',
      list: [{ no: 'A' }, { no: 'B', why: '超长' }],
    });
    const plain = open({ mapping: { events } }).answer('events', results);
    expect(JSON.parse(plain.body)).toMatchObject({ accepted: 1, refused: 1, items: [{ outcome: 'accepted' }, {}] });
  });

  it('has no ear for what it does not map', async () => {
    await expect(open({ mapping: { events } }).read('callbacks', '{}')).rejects.toBeInstanceOf(Problem);
  });
});

describe('a pull', () => {
  const plan = open(pull).pulls[0]!;

  it('asks from a day back, less the overlap, in the zone of the platform', () => {
    expect(plan.request(undefined, now).path).toBe('/events?from=2026-11-24%2009%3A50%3A00&p=1&n=2');
  });

  it('goes through the pages of a window, then moves on to the highest time', async () => {
    const first = await plan.read(
      page([
        { no: '1', name: '甲', at: '2026-11-25 08:00:00' },
        { no: '2', name: '乙', at: 'broken' },
      ]),
      undefined,
      now,
    );
    expect(first).toMatchObject({ more: true, readings: [{ event: { eventId: '1' } }, { event: { eventId: '2' } }] });
    expect(plan.request(first.nextCursor, now).path).toContain('p=2');
    const second = await plan.read(page([]), first.nextCursor, now);
    expect(second).toMatchObject({ more: false, readings: [] });
    expect(plan.request(second.nextCursor, now).path).toBe('/events?from=2026-11-25%2007%3A50%3A00&p=1&n=2');
  });

  it.each([
    ['no list', { status: 200, headers: {}, body: '{"code":500}' }],
    ['no JSON', { status: 200, headers: {}, body: '<html>' }],
    ['a failing status', { ...page([]), status: 502 }],
  ])('of %s throws, so that the cursor stays', async (_what, reply) => {
    await expect(plan.read(reply, undefined, now)).rejects.toThrow('no page');
  });
});
