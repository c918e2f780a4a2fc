import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabases } from '#libs/testing';
import { BUREAU, LadderLine } from '../../testing/src/ladder-line.js';
import type { RunningTicketing } from '../../testing/src/start-ticketing.js';

describe.each(await testDatabases())('督办 on $name', (database) => {
  let ladder: LadderLine;
  let line: RunningTicketing;
  beforeAll(async () => {
    ladder = await LadderLine.start(await database.url());
    line = ladder.line;
  });
  beforeEach(() => ladder.rewind());
  afterAll(async () => {
    await ladder.stop();
    await database.drop();
  });

  it('催办 → 督办单 → 通报 → 约谈: 逾期1、2、5、10个工作日,未签收的报办公室,办结后全部解除', async () => {
    const id = await ladder.signed('policy');
    const finish = (await line.deadlines(id)).find(({ kind }) => kind === 'finish');
    await ladder.passTo('2026-12-03T17:30:00.000');
    expect(await ladder.steps(id)).toEqual([]);
    await ladder.passTo('2026-12-03T17:30:00.001');
    expect(await ladder.steps(id)).toEqual(['issued urge']);
    expect(await ladder.told(id)).toEqual(['reminder xhxy 催办']);
    const urged = (await line.deliveries(id)).at(-1)?.supervision;
    expect(urged?.text).toBe(
      `催办：示例县人社局，工单${(await line.ticket(id)).number}“路口占道经营”应于2026-12-02 17:30前办结，办结超期已满1个工作日，请抓紧办理。`,
    );

    await ladder.passTo('2026-12-04T18:00:00');
    expect(await ladder.told(id)).toEqual(['reminder xhxy 催办', 'supervision xhxy 督办单']);
    // Four working hours from Friday evening.
    expect((await line.ticket(id)).supervision[1]).toMatchObject({ receiptBy: '2026-12-07T07:00:00.000Z' });
    await ladder.passTo('2026-12-07T15:00:00.000');
    expect(await ladder.waiting(id)).toEqual([]);
    await ladder.passTo('2026-12-07T15:00:00.001');
    expect(await ladder.waiting(id)).toEqual(['supervision-unreceived null']);
    expect(await line.ask('GET', '/v1/supervision?unreceived=true')).toMatchObject({
      json: { items: [{ ticketId: id, rung: 'order', agency: BUREAU, state: 'issued' }] },
    });

    await ladder.passTo('2026-12-09T18:00:00');
    expect(await ladder.waiting(id)).toEqual(['supervision-unreceived null', 'supervision role:leader-society']);
    await ladder.passTo('2026-12-16T18:00:00');
    expect(await ladder.waiting(id)).toContain('supervision role:leaders');
    expect((await line.ticket(id)).desk.at(-1)?.note).toContain('建议约谈其主要负责人');
    expect(await ladder.steps(id)).toEqual([
      'issued urge',
      'issued order',
      'unreceived order',
      'issued circular',
      'unreceived circular',
      'issued talk',
    ]);
    await ladder.passTo('2027-03-01T10:00:00');
    expect(await ladder.states(id)).toEqual(['urge issued', 'order issued', 'circular issued', 'talk issued']);
    expect(await line.ticket(id)).toMatchObject({ state: 'accepted', status: 'ACCEPTED' });
    expect((await line.deadlines(id)).find(({ kind }) => kind === 'finish')).toMatchObject({ endsAt: finish?.endsAt });

    await line.callback({ platform: 'xhxy', taskId: `${id}-1`, ticketId: id, status: 'RESOLVED' });
    expect(await ladder.states(id)).toEqual(['urge done', 'order done', 'circular done', 'talk done']);
    expect(await ladder.waiting(id)).toEqual([]);
    await ladder.passTo('2027-04-01T10:00:00');
    expect(await ladder.states(id)).toHaveLength(4);
  });

  it('长时间停机后同时到期:逐级在案,每个对象只收到最高一级', async () => {
    const id = await ladder.signed('slept');
    await ladder.passTo('2026-12-31T10:00:00');
    expect(await ladder.steps(id)).toEqual(['overtaken urge', 'issued order', 'issued circular', 'issued talk']);
    expect(await ladder.told(id)).toEqual(['supervision xhxy 督办单']);
    expect((await ladder.waiting(id)).toSorted()).toEqual([
      'supervision role:leader-society',
      'supervision role:leaders',
    ]);
  });

  it('批准延期后不再超期:已发的解除,再次超期从更高一级起', async () => {
    const id = await ladder.signed('extended');
    await ladder.passTo('2026-12-03T18:00:00');
    await line.callback({
      platform: 'xhxy',
      taskId: `${id}-1`,
      ticketId: id,
      status: 'EXTENSION_REQUESTED',
      opinion: '等料',
    });
    expect(await line.act(id, 'grant-extension', { reason: '属实', amount: 10 })).toMatchObject({ status: 200 });
    expect(await ladder.states(id)).toEqual(['urge in-time']);
    // Due on 16 December now.
    await ladder.passTo('2026-12-16T17:00:00');
    expect(await ladder.states(id)).toHaveLength(1);
    await ladder.passTo('2026-12-18T18:00:00');
    expect(await ladder.states(id)).toEqual(['urge in-time', 'order issued']);
  });

  it('超期后才接到任务的单位,从接到时起算', async () => {
    const id = await ladder.signed('second');
    await ladder.untilOrdered();
    const basis = { reasonCode: 'R02', legalBasis: '第3项' };
    await line.callback({ platform: 'xhxy', taskId: `${id}-1`, ticketId: id, status: 'RETURNED', ...basis });
    expect((await line.act(id, 'accept-return', { reason: '属实' })).status).toBe(200);
    expect((await line.act(id, 'assign', { reason: '改派', agency: '371402-ZJJ' })).status).toBe(200);
    expect(await ladder.states(id)).toEqual(['urge gone', 'order gone']);
    await ladder.passTo('2026-12-07T10:00:00');
    await line.callback({ platform: 'xhxy', taskId: `${id}-2`, ticketId: id, status: 'ACCEPTED' });
    await ladder.passTo('2026-12-08T17:30:00');
    expect(await ladder.states(id)).toHaveLength(2);
    await ladder.passTo('2026-12-08T17:31:00');
    expect(await ladder.states(id)).toEqual(['urge gone', 'order gone', 'urge issued']);
    expect((await line.ticket(id)).supervision.at(-1)).toMatchObject({ agency: '371402-ZJJ', taskId: `${id}-2` });
  });

  it('联合执法各单位分别督办,按各自作息;一家办结只解除一家', async () => {
    const id = await line.event('joint', { item: 'SX-0114', grade: 'ordinary' });
    for (const task of [`${id}-1`, `${id}-2`]) await line.callback({ taskId: task, ticketId: id, status: 'ACCEPTED' });
    const urged = async () => (await line.ticket(id)).supervision.map(({ agency }) => agency);
    await ladder.passTo('2026-12-03T17:45:00');
    expect(await urged()).toEqual(['371402101-SCJG']);
    // The police station closes at 18:00.
    await ladder.passTo('2026-12-03T18:01:00');
    expect(await urged()).toEqual(['371402101-SCJG', '371402101-PCS']);
    await line.callback({ taskId: `${id}-2`, ticketId: id, status: 'RESOLVED' });
    expect(await ladder.states(id)).toEqual(['urge issued', 'urge done']);
  });

  it('未送达单位的任务不督办;挂账期间不督办', async () => {
    const undelivered = await line.event('not-there', { item: 'SX-0139' });
    const suspended = await ladder.signed('suspended');
    await ladder.passTo('2026-12-02T18:00:00');
    await line.act(suspended, 'suspend', { reason: '等材料', plan: '到货即办', reviewOn: '2026-12-30' });
    await ladder.passTo('2026-12-20T10:00:00');
    expect([await ladder.states(undelivered), await ladder.states(suspended)]).toEqual([[], []]);
    await line.act(suspended, 'resume', { reason: '材料已到' });
    // What lies in the ledger does not count: one working day of it had not passed yet.
    await ladder.passTo('2026-12-21T17:00:00');
    expect(await ladder.states(suspended)).toEqual([]);
    await ladder.passTo('2026-12-22T18:00:00');
    expect(await ladder.states(suspended)).not.toEqual([]);
  });

  it('leaves no message behind that could not be handled', async () => {
    expect(await line.deadLetters()).toEqual([]);
  });
});
