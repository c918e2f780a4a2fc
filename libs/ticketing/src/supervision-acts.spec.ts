import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabases } from '#libs/testing';
import { BUREAU, LadderLine } from '../../testing/src/ladder-line.js';
import type { RunningTicketing } from '../../testing/src/start-ticketing.js';

describe.each(await testDatabases())('督办的签收、反馈与解除 on $name', (database) => {
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

  it('督办签收与反馈由被督办单位自己或办公室代为登记,其他单位不行', async () => {
    const id = await ladder.signed('receipt');
    await ladder.untilOrdered();
    const order = await ladder.notice(id, 'order');
    const receipt = { reason: '已收悉', notice: order };
    expect(await ladder.as('zjj', id, 'supervision-receipt', receipt)).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    });
    expect(await ladder.as('rsj', id, 'supervision-receipt', { reason: '已收悉' })).toMatchObject({ status: 422 });
    expect(await ladder.as('rsj', id, 'supervision-receipt', receipt)).toMatchObject({ status: 200 });
    expect(await ladder.as('rsj', id, 'supervision-receipt', receipt)).toMatchObject({ status: 422 });
    const answer = { reason: '来电说明', notice: await ladder.notice(id, 'urge'), answer: '明日完成' };
    expect(await line.act(id, 'supervision-answer', answer)).toMatchObject({ status: 200 });
    expect(await ladder.steps(id)).toEqual([
      'issued urge',
      'issued order',
      'received order',
      'received urge',
      'answered urge',
      'released urge',
    ]);
    expect((await line.ticket(id)).history.findLast(({ act }) => act === 'supervision-answered')).toMatchObject({
      actor: 'office',
      reason: '明日完成',
      data: { onBehalf: BUREAU },
    });
    await ladder.passTo('2026-12-08T18:00:00');
    expect(await ladder.waiting(id)).toEqual([]);
    expect(await ladder.states(id)).toEqual(['urge answered', 'order received']);
  });

  it('签收逾期后仍可签收,报办公室的事项随之了结', async () => {
    const id = await ladder.signed('late-receipt');
    await ladder.untilOrdered();
    await ladder.passTo('2026-12-08T18:00:00');
    expect(await ladder.waiting(id)).toEqual(['supervision-unreceived null']);
    await ladder.as('rsj', id, 'supervision-receipt', { reason: '已收悉', notice: await ladder.notice(id, 'order') });
    expect(await ladder.waiting(id)).toEqual([]);
    expect((await line.ticket(id)).history.at(-1)).toMatchObject({ data: { late: true } });
  });

  it('上级和领导的督办件在其收件箱,只有其本人签收,办公室只能解除', async () => {
    const id = await ladder.signed('inbox');
    await ladder.passTo('2026-12-16T18:00:00');
    const mine = async (account: string) =>
      (await line.ask('GET', `/v1/desk?mine=true&kind=supervision&ticket=${id}`, { headers: line.basic(account) })).json
        .items as object[];
    expect([await mine('vice'), await mine('leader'), await mine('rsj')].map(({ length }) => length)).toEqual([
      1, 1, 0,
    ]);
    const circular = { reason: '已阅', notice: await ladder.notice(id, 'circular') };
    expect(await line.act(id, 'supervision-receipt', circular)).toMatchObject({ status: 403 });
    expect(await ladder.as('vice', id, 'supervision-receipt', circular)).toMatchObject({ status: 200 });
    expect(await mine('vice')).toEqual([]);
    const talk = { reason: '已当面谈话', notice: await ladder.notice(id, 'talk') };
    expect(await line.act(id, 'supervision-release', talk)).toMatchObject({ status: 200 });
    expect(await mine('leader')).toEqual([]);
    expect((await line.ticket(id)).supervision.at(-1)).toMatchObject({
      releasedHow: 'office',
      releasedBy: 'office',
      releaseReason: '已当面谈话',
    });
    expect(await ladder.as('leader', id, 'supervision-receipt', talk)).toMatchObject({ status: 422 });
    await ladder.passTo('2027-03-01T10:00:00');
    expect((await ladder.states(id)).filter((state) => state.startsWith('talk'))).toEqual(['talk office']);
  });

  it('站所平台回执督办签收,附意见即为反馈', async () => {
    const id = await line.event('station');
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'ACCEPTED' });
    await ladder.untilOrdered();
    await line.callback({ taskId: `${id}-1`, ticketId: id, sideEvent: 'RECEIPT' });
    expect(await ladder.states(id)).toEqual(['urge received', 'order received']);
    await line.callback({ taskId: `${id}-1`, ticketId: id, sideEvent: 'RECEIPT', opinion: '已安排' });
    // It names no notice: what was acknowledged before is not meant.
    expect(await ladder.states(id)).toEqual(['urge received', 'order received']);
    await line.act(id, 'supervise', { reason: '再次督办', task: `${id}-1`, rung: 'circular' });
    expect(await ladder.waiting(id)).toEqual(['supervision role:enforcement']);
    expect(await line.ticket(id)).toMatchObject({ state: 'accepted' });
  });

  it('办公室可提前督办:须有理由,同级未解除不得重复,以下各级不再自动发出', async () => {
    const id = await ladder.signed('by-hand');
    const order = { reason: '领导交办', task: `${id}-1`, rung: 'order' };
    const headers = { 'idempotency-key': `by-hand-${database.name}` };
    expect(await line.act(id, 'supervise', { ...order, reason: ' ' })).toMatchObject({ status: 422 });
    expect(await line.act(id, 'supervise', { ...order, rung: 'none' })).toMatchObject({
      status: 422,
      json: { errors: [{ path: '$.rung', message: expect.stringContaining('urge, order, circular, talk') as string }] },
    });
    expect(await line.act(id, 'supervise', { ...order, task: `${id}-9` })).toMatchObject({ status: 422 });
    expect(await line.act(id, 'supervise', order, { 'if-match': '"1"' })).toMatchObject({ status: 412 });
    const first = await line.act(id, 'supervise', order, headers);
    expect(first).toMatchObject({ status: 200, json: { supervision: [{ rung: 'order', issuedBy: 'office' }] } });
    expect(await line.act(id, 'supervise', order, headers)).toEqual(first);
    expect(await line.act(id, 'supervise', order)).toMatchObject({ status: 422 });
    expect((await line.ticket(id)).supervision).toHaveLength(1);
    expect((await line.ticket(id)).supervision[0]?.text).toContain('领导交办');
    await ladder.passTo('2026-12-04T18:00:00');
    expect((await ladder.states(id)).map((state) => state.split(' ')[0])).toEqual(['order']);
    await ladder.passTo('2026-12-09T18:00:00');
    expect((await ladder.states(id)).map((state) => state.split(' ')[0])).toEqual(['order', 'circular']);
  });

  it('办公室收回误发的督办,阶梯照常', async () => {
    const id = await ladder.signed('taken-back');
    await line.act(id, 'supervise', { reason: '误发', task: `${id}-1`, rung: 'talk' });
    await line.act(id, 'supervision-release', { reason: '误发' });
    await ladder.passTo('2026-12-03T18:00:00');
    expect(await ladder.states(id)).toEqual(['talk office', 'urge issued']);
  });

  it('无待办台权限的账号和平台不能督办', async () => {
    const id = await ladder.signed('permission');
    const order = { reason: '领导交办', task: `${id}-1`, rung: 'order' };
    expect(await ladder.as('counter', id, 'supervise', order)).toMatchObject({ status: 403 });
    const headers = line.key('stations');
    expect(await line.ask('GET', '/v1/supervision', { headers })).toMatchObject({ status: 403 });
    expect((await line.ticket(id)).supervision).toEqual([]);
  });

  it('平台未能送达的督办件报办公室另行告知', async () => {
    const id = await ladder.signed('untold');
    await ladder.untilOrdered();
    await line.settle(id, 'supervision', { outcome: 'refused', detail: '不能表达' });
    expect(await ladder.waiting(id)).toEqual(['supervision-untold null']);
    await line.settle(id, 'reminder', {});
    expect((await line.ticket(id)).supervision.map(({ deliveryOutcome }) => deliveryOutcome)).toEqual([
      'accepted',
      'refused',
    ]);
  });

  it('清单按单位查询,分页', async () => {
    const ids = [await ladder.signed('list-1'), await ladder.signed('list-2')];
    await ladder.untilOrdered();
    const list = async (query: string) => (await line.ask('GET', `/v1/supervision?${query}`)).json;
    for (const id of ids) {
      const { items } = await list(`ticket=${id}`);
      expect(items).toMatchObject([
        { rung: 'urge', number: (await line.ticket(id)).number, title: '路口占道经营' },
        { rung: 'order' },
      ]);
    }
    expect(await list(`ticket=${ids[0]}&agency=371402-ZJJ`)).toEqual({ items: [] });
    const first = await list(`agency=${BUREAU}&limit=1&ticket=${ids[0]}`);
    const second = await list(`agency=${BUREAU}&limit=1&ticket=${ids[0]}&cursor=${String(first.nextCursor)}`);
    expect([first, second].map(({ items }) => (items as { rung: string }[])[0]?.rung)).toEqual(['urge', 'order']);
    await line.act(ids[0]!, 'void', { reason: '重复' });
    expect(await list(`ticket=${ids[0]}`)).toEqual({ items: [] });
    expect((await list(`ticket=${ids[0]}&released=true`)).items).toMatchObject([
      { releasedHow: 'gone' },
      { releasedHow: 'gone' },
    ]);
    expect(await line.ask('GET', '/v1/supervision?agenc=x')).toMatchObject({ status: 400 });
  });

  it('leaves no message behind that could not be handled', async () => {
    expect(await line.deadLetters()).toEqual([]);
  });
});
