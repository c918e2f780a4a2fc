import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ticketIdOf } from '#libs/contracts';
import { testDatabases } from '#libs/testing';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';
import { Gates } from './domain/gates.js';

interface ToldDeadline {
  kind: string;
  name: string;
  state: string;
  endsAt: string | null;
  overdueAt: string | null;
  provisionalYear: number | null;
  card: string | null;
  yellowAt: string | null;
  redAt: string | null;
  arithmetic: string[];
}

/** An event whose ticket is looked at again (问效). */
const SAMPLED = Array.from({ length: 200 }, (_, n) => `audited ${n}`).find((name) =>
  new Gates().samples(ticketIdOf('grid', 0, name)),
)!;

const folder = mkdtempSync(join(tmpdir(), 'huying-scenarios-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(await testDatabases())('限时办结 on $name', (database) => {
  let line: RunningTicketing;
  afterEach(() => line.stop());
  afterAll(() => database.drop());

  const begin = async (time: string, url?: string, config?: string) => {
    line = await RunningTicketing.start(new Date(`${time}+08:00`), url ?? (await database.url()), config);
  };
  const told = async (id: string, kind: string): Promise<ToldDeadline[]> => {
    const { status, json } = await line.ask('GET', `/v1/tickets/${id}/deadlines`);
    expect(status).toBe(200);
    return (json.items as ToldDeadline[]).filter((deadline) => deadline.kind === kind);
  };

  it('调休上班的周六算工作日:2月14日周六(春节调休上班)签收时限照常计算', async () => {
    await begin('2026-02-13T16:30:00');
    const id = await line.event('make-up');
    const [sign] = await told(id, 'sign');
    // One working hour on Friday, the other on the Saturday that is worked.
    expect(sign).toMatchObject({ endsAt: '2026-02-14T02:00:00.000Z', state: 'running' });
    const [contact] = await told(id, 'contact');
    expect(contact?.endsAt).toBe('2026-02-14T09:30:00.000Z');
    expect(contact?.arithmetic.join('\n')).toContain('春节调休上班');
    await line.passTo(new Date('2026-02-14T18:00:00+08:00'));
    expect((await line.ticket(id)).history.filter(({ act }) => act === 'deadline-overdue')).toHaveLength(2);
  });

  it('春节放假不计入:2月13日受理,五个工作日跨过放假九天', async () => {
    await begin('2026-02-13T10:00:00');
    const id = await line.event('spring');
    const [finish] = await told(id, 'finish');
    // 2/14 is worked, 2/15 to 2/23 are off, then 24, 25, 26, 27.
    expect(finish).toMatchObject({
      endsAt: '2026-02-27T09:30:00.000Z',
      yellowAt: '2026-02-26T09:30:00.000Z',
      // Saturday 28 February is worked.
      redAt: '2026-02-28T09:30:00.000Z',
      card: null,
    });
    expect(finish?.arithmetic[0]).toBe('办结时限,按综合执法办公室的作息计算');
    expect(finish?.arithmetic.at(-2)).toBe('黄牌:2026-02-26 17:30');
    expect((await line.ticket(id)).deadlines).toMatchObject([{ kind: 'finish', card: null }, {}, {}]);
  });

  it('次年放假安排未公布的,标注为暂定;录入后重算并留痕,只一次', async () => {
    const url = await database.url();
    await begin('2026-12-02T10:00:00', url);
    const audited = await line.event(SAMPLED);
    await line.callback({ taskId: `${audited}-1`, status: 'RESOLVED' });
    await line.callback({ platform: 'grid', ticketId: audited, status: 'VERIFIED', solved: true });
    expect(await told(audited, 'audit')).toMatchObject([{ endsAt: '2027-01-01T09:30:00.000Z' }]);
    line.clock.set(new Date('2026-12-30T10:00:00+08:00'));
    const id = await line.event('unpublished');
    const [before] = await told(id, 'finish');
    expect(before).toMatchObject({ endsAt: '2027-01-06T09:30:00.000Z', provisionalYear: 2027 });
    expect(before?.arithmetic.join()).toContain('未录入2027年放假安排');
    const done = await line.event('done before');
    await line.callback({ taskId: `${done}-1`, status: 'RESOLVED' });
    const [ended] = await told(done, 'finish');
    expect(ended).toMatchObject({ endsAt: '2027-01-06T09:30:00.000Z', state: 'met' });
    await line.stop();

    const config = join(folder, database.name);
    cpSync('config', config, { recursive: true });
    writeFileSync(
      join(config, 'calendar/2027.yml'),
      'year: 2027\nsource: 示例\nholidays:\n  - { name: 元旦, from: 2027-01-01, to: 2027-01-03 }\n  - { name: 劳动节, from: 2027-05-01, to: 2027-05-05 }\n  - { name: 国庆节, from: 2027-10-01, to: 2027-10-07 }\n',
    );
    for (let starts = 0; starts < 2; starts++) {
      await begin('2026-12-31T10:00:00', url, config);
      await line.passTo(new Date('2026-12-31T10:00:00+08:00'));
      if (starts === 0) await line.stop();
    }
    const [after] = await told(id, 'finish');
    expect(after).toMatchObject({ endsAt: '2027-01-07T09:30:00.000Z', provisionalYear: null });
    // New Year's Day is off, so that 问效 is put off to the next working day, wherever it is told.
    expect(await told(audited, 'audit')).toMatchObject([{ endsAt: '2027-01-04T09:30:00.000Z' }]);
    expect(await line.ticket(audited)).toMatchObject({ audits: [{ dueAt: '2027-01-04T09:30:00.000Z' }] });
    // What had ended is not reckoned anew, and its arithmetic is that of then.
    const [kept] = await told(done, 'finish');
    expect(kept).toMatchObject({ endsAt: ended?.endsAt, yellowAt: ended?.yellowAt, arithmetic: ended?.arithmetic });
    const steps = (await line.ticket(id)).history.filter(
      ({ act, data }) => act === 'deadline-recomputed' && data?.kind === 'finish',
    );
    expect(steps.map(({ actor, reason, data }) => [actor, reason, data?.before, data?.endsAt])).toEqual([
      ['system', '2027年放假安排已录入', '2027-01-06T09:30:00.000Z', '2027-01-07T09:30:00.000Z'],
    ]);
    await line.passTo(new Date('2027-01-06T18:00:00+08:00'));
    expect(await told(id, 'finish')).toMatchObject([{ overdueAt: null, card: 'yellow' }]);
  });

  it('分阶段时限按名称显示,逐项登记完成', async () => {
    const config = join(folder, `stages-${database.name}`);
    cpSync('config', config, { recursive: true });
    writeFileSync(
      join(config, 'responsibilities.yml'),
      `version: t
items:
  - item: SX-0101
    name: 违法建设
    categories: []
    station: ZHZF
    validFrom: '2026-01-01'
    limits:
      stages:
        - { name: 责令停止, amount: 4, unit: working-hour }
        - { name: 作出处罚, amount: 7, unit: workday }
        - { name: 依法拆除, amount: 20, unit: workday }
      finish: { amount: 20, unit: workday }
`,
    );
    await begin('2026-11-25T10:00:00', undefined, config);
    const id = await line.event('stages');
    const ends = async () => (await told(id, 'stage')).map(({ name, state, endsAt }) => [name, state, endsAt]);
    expect(await ends()).toEqual([
      ['责令停止', 'running', '2026-11-25T08:00:00.000Z'],
      ['作出处罚', 'running', '2026-12-04T09:30:00.000Z'],
      ['依法拆除', 'running', '2026-12-23T09:30:00.000Z'],
    ]);
    const wrong = await line.act(id, 'record-stage', { reason: '已张贴', stage: '拆除' });
    expect(wrong).toMatchObject({ status: 422, json: { errors: [{ path: '$.stage' }] } });
    expect(await line.act(id, 'record-stage', { reason: '已张贴责令停止通知书', stage: '责令停止' })).toMatchObject({
      status: 200,
    });
    await line.passTo(new Date('2026-12-05T10:00:00+08:00'));
    expect((await ends()).map(([name, state]) => [name, state])).toEqual([
      ['责令停止', 'met'],
      ['作出处罚', 'running'],
      ['依法拆除', 'running'],
    ]);
    const { desk } = await line.ticket(id);
    expect(desk.map(({ note }) => note)).toContain(
      '示例镇综合行政执法中队作出处罚超期（任务单未送达），应于2026-12-04 17:30前完成。',
    );
  });

  it('首次联系由办公室代为登记,每个单位一次', async () => {
    await begin('2026-11-25T10:00:00');
    const id = await line.event('contact');
    const stranger = await line.act(id, 'record-contact', { reason: '已电话联系', task: `${id}-9` });
    expect(stranger).toMatchObject({ status: 422, json: { errors: [{ path: '$.task' }] } });
    const done = await line.act(id, 'record-contact', { reason: '已电话联系', task: `${id}-1` });
    expect(done).toMatchObject({ status: 200, json: { state: 'dispatching' } });
    expect(await told(id, 'contact')).toMatchObject([{ state: 'met', overdueAt: null }]);
    expect(await line.act(id, 'record-contact', { reason: '再次', task: `${id}-1` })).toMatchObject({ status: 409 });
  });

  it('来源平台只看得到自己事件的时限', async () => {
    await begin('2026-11-25T10:00:00');
    const own = await line.event('own', { source: 'stations' });
    const other = await line.event('other');
    const headers = { headers: line.key('stations') };
    expect(await line.ask('GET', `/v1/tickets/${own}/deadlines`, headers)).toMatchObject({ status: 200 });
    expect(await line.ask('GET', `/v1/tickets/${other}/deadlines`, headers)).toMatchObject({ status: 404 });
    expect(await line.ask('GET', `/v1/tickets/${own}/deadlines`, { headers: {} })).toMatchObject({ status: 401 });
  });
});
