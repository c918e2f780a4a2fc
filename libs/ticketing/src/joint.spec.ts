import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ticketIdOf } from '#libs/contracts';
import { testDatabases } from '../../testing/src/database.js';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';
import { Gates } from './domain/gates.js';
import { FlagRecurrencesJob } from './jobs/flag-recurrences.job.js';

const START = new Date('2026-11-25T02:00:00.000Z');
const [SCJG, ZHZF, PCS] = ['371402101-SCJG', '371402101-ZHZF', '371402101-PCS'];
const PLACE = '示例镇集贸市场东门';
let line: RunningTicketing;

const openDesk = async (ticketId: string) =>
  (await line.ticket(ticketId)).desk.filter(({ settledAt }) => settledAt === null).map(({ kind }) => kind);
const said = (ticketId: string, number: number, more: object) =>
  line.callback({ taskId: `${ticketId}-${number}`, ticketId, ...more });
const attendances = async (ticketId: string) =>
  (await line.ticket(ticketId)).tasks.map((task) => (task as unknown as { attendance: string }).attendance);
const historyOf = async (ticketId: string, act: string) =>
  (await line.ticket(ticketId)).history.filter((row) => row.act === act);

const convening = (more: object = {}) => ({
  agencies: [SCJG, ZHZF, PCS],
  lead: ZHZF,
  at: '2026-11-26T09:00:00+08:00',
  place: PLACE,
  reason: '集市占道与消防通道联合整治',
  ...more,
});
/** A ticket that waits at the desk and was convened. */
async function convened(eventId: string, more: object = {}): Promise<string> {
  const id = await line.event(eventId, { item: undefined, title: '有一件事', description: '说不清' });
  expect((await line.act(id, 'convene', convening(more))).status).toBe(200);
  return id;
}

describe.each(await testDatabases())('联合执法 and 问效, on $name', (database) => {
  beforeAll(async () => {
    line = await RunningTicketing.start(START, await database.url());
  });
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });

  describe('what cannot be convened', () => {
    it.each([
      [{ agencies: [SCJG] }, '$.agencies'],
      [{ agencies: [SCJG, SCJG] }, '$.agencies'],
      [{ agencies: [SCJG, ZHZF, '371402-NIX'] }, '$.agencies[2]'],
      [{ lead: '371402-ZJJ' }, '$.lead: must be one of the agencies'],
      [{ at: '2026-11-25T09:59:00+08:00' }, '$.at: must still be to come'],
      [{ at: '2028-11-26T09:00:00+08:00' }, '$.at: must be within 366 days'],
      [{ at: '2026-11-26T09:00:00' }, '$.at'],
      [{ at: '2026-02-30T09:00:00+08:00' }, '$.at'],
      [{ place: ' ' }, '$.place'],
      [{ members: [] }, '$.members'],
    ])('%j is refused, with its place', async (more, message) => {
      const id = await line.event('not convened', { item: undefined, title: '有一件事', description: '说不清' });
      const answer = await line.act(id, 'convene', convening(more));
      expect(answer.status).toBe(422);
      expect(JSON.stringify(answer.json)).toContain(message);
      expect(await line.ticket(id)).toMatchObject({ state: 'at-desk', joint: null, tasks: [] });
    });

    it('nor is a ticket that one agency has in hand', async () => {
      const id = await line.event('in hand');
      expect(await line.act(id, 'convene', convening())).toMatchObject({ status: 409 });
      expect(await line.act(id, 'minutes', { reason: '无', text: '无' })).toMatchObject({ status: 409 });
      expect(await line.act(id, 'waive-member', { reason: '无', agency: ZHZF })).toMatchObject({ status: 409 });
    });
  });

  it('three stations, one late, one absent: on record by themselves, and 办结 when each is done or waived and the minutes are written', async () => {
    const id = await convened('market');
    expect(await line.ticket(id)).toMatchObject({
      state: 'dispatching',
      joint: { lead: ZHZF, place: PLACE, at: '2026-11-26T01:00:00.000Z', convenedBy: 'office', round: 1 },
      tasks: [
        { agency: ZHZF, role: 'lead', attendance: 'convened' },
        { agency: SCJG, role: 'help', attendance: 'convened' },
        { agency: PCS, role: 'help', attendance: 'convened' },
      ],
    });
    expect(await openDesk(id)).toEqual([]);
    expect((await line.deliveries(id)).at(-1)?.task?.instruction).toContain(`请于2026-11-26 09:00到${PLACE}集合`);

    for (const number of [1, 2, 3]) await said(id, number, { status: 'ACCEPTED' });
    expect(await attendances(id)).toEqual(['acknowledged', 'acknowledged', 'acknowledged']);

    // 09:20 is within the grace of half an hour; at 09:30 the others are absent, and one comes at 09:50 after all.
    await line.passTo(new Date('2026-11-26T01:20:00.000Z'));
    await said(id, 1, { sideEvent: 'ARRIVE', opinion: PLACE });
    await line.passTo(new Date('2026-11-26T01:30:00.000Z'));
    expect(await attendances(id)).toEqual(['arrived', 'acknowledged', 'acknowledged']);
    await line.passTo(new Date('2026-11-26T01:50:00.000Z'));
    expect(await attendances(id)).toEqual(['arrived', 'absent', 'absent']);
    expect(await historyOf(id, 'member-absent')).toMatchObject([
      { actor: 'system', data: { agency: SCJG, latest: '2026-11-26T01:30:00.000Z' } },
      { actor: 'system', data: { agency: PCS } },
    ]);
    await line.act(id, 'record-arrival', { agency: SCJG, reason: '到场签到', place: PLACE });
    expect(await line.ticket(id)).toMatchObject({
      tasks: [
        { attendance: 'arrived', arrivedAt: '2026-11-26T01:20:00.000Z', arrivedPlace: PLACE },
        { attendance: 'late', arrivedAt: '2026-11-26T01:50:00.000Z', arrivedPlace: PLACE },
        { attendance: 'absent', arrivedAt: null },
      ],
    });

    await said(id, 1, { status: 'RESOLVED', opinion: '摊位已规范。' });
    await said(id, 2, { status: 'RESOLVED', opinion: '无照经营已立案。' });
    expect(await line.ticket(id)).toMatchObject({ state: 'handling' });
    await line.act(id, 'waive-member', { agency: PCS, reason: '当日处置突发警情，另行核查通道' });
    expect(await line.ticket(id)).toMatchObject({
      state: 'handling',
      tasks: [{}, {}, { state: 'withdrawn', attendance: 'waived' }],
    });
    expect((await line.told(id)).at(-1)).toBe(`withdrawal stations ${PCS}`);
    expect(await openDesk(id)).toContain('minutes-due');
    for (const act of ['resolve', 'close'])
      expect(await line.act(id, act, { reason: '算了' })).toMatchObject({ status: 409 });

    const { json } = await line.act(id, 'minutes', { text: '现场清理占道摊位十二处。', reason: '会后整理' });
    expect(json).toMatchObject({
      state: 'resolved',
      minutes: {
        round: 1,
        by: 'office',
        participants: [
          { agency: ZHZF, role: 'lead', attendance: 'arrived' },
          { agency: SCJG, attendance: 'late', arrivedAt: '2026-11-26T01:50:00.000Z' },
          { agency: PCS, attendance: 'waived', waiver: '当日处置突发警情，另行核查通道' },
        ],
      },
    });
    expect(await openDesk(id)).not.toContain('minutes-due');
  });

  it('one that was suspended and goes on when every member is done is not 办结 without its minutes', async () => {
    const id = await convened('suspended', { agencies: [SCJG, ZHZF], at: '2026-11-27T09:00:00+08:00' });
    for (const number of [1, 2]) await said(id, number, { status: 'IN_PROGRESS' });
    const plan = { plan: '待园区腾退', reviewOn: '2026-12-20', reason: '暂不具备条件' };
    expect((await line.act(id, 'suspend', plan)).json).toMatchObject({ state: 'suspended' });
    for (const number of [1, 2]) await said(id, number, { status: 'RESOLVED', opinion: '已规范。' });
    expect(await line.ticket(id)).toMatchObject({ state: 'suspended' });
    expect((await line.act(id, 'resume', { reason: '继续办理' })).json).toMatchObject({ state: 'handling' });
    const minutes = { text: '两家均已到场处置。', reason: '会后整理' };
    expect((await line.act(id, 'minutes', minutes)).json).toMatchObject({ state: 'resolved' });
  });

  it('a member’s return goes to the office and not to the others, who go on; whoever takes its place is convened too', async () => {
    const id = await convened('returned member', { at: '2026-11-27T09:00:00+08:00' });
    const told = (await line.told(id)).length;
    await said(id, 2, { status: 'RETURNED', opinion: '无管辖权', reasonCode: 'R02', legalBasis: '清单第1项' });
    expect(await openDesk(id)).toContain('returned');
    expect((await line.told(id)).slice(told)).toEqual(['report grid RETURNED']);
    await said(id, 3, { status: 'IN_PROGRESS' });
    expect((await line.ticket(id)).tasks[2]).toMatchObject({ state: 'handling' });
    await line.act(id, 'assign', { reason: '改派司法所', agency: '371402101-SFS' });
    expect((await line.ticket(id)).tasks[3]).toMatchObject({
      agency: '371402101-SFS',
      role: 'help',
      attendance: 'convened',
    });
    const arrive = (await line.deadlines(id)).find(({ kind, taskId }) => kind === 'arrive' && taskId === `${id}-4`);
    expect(arrive?.endsAt).toEqual(new Date('2026-11-27T01:30:00.000Z'));
  });

  it('whoever takes a place after the appointed time is not absent from it', async () => {
    const begun = line.clock.now().getTime();
    const after = (minutes: number) => new Date(begun + minutes * 60_000);
    const id = await convened('joined late', { agencies: [SCJG, ZHZF], lead: ZHZF, at: after(30).toISOString() });
    await said(id, 2, { status: 'RETURNED', opinion: '无管辖权', reasonCode: 'R02', legalBasis: '清单第1项' });
    await line.passTo(after(120));
    await line.act(id, 'assign', { reason: '改派司法所', agency: '371402101-SFS' });
    await line.passTo(after(180));
    expect((await line.ticket(id)).tasks).toMatchObject([
      { agency: ZHZF, attendance: 'absent' },
      {},
      { agency: '371402101-SFS', attendance: 'convened' },
    ]);
  });

  it('the last member cannot be waived; when the lead is, the next leads', async () => {
    const id = await convened('waived', { agencies: [SCJG, ZHZF], at: '2026-11-27T09:00:00+08:00' });
    expect(await line.act(id, 'waive-member', { agency: PCS, reason: '无关' })).toMatchObject({ status: 422 });
    await line.act(id, 'waive-member', { agency: ZHZF, reason: '改由市场监管所牵头' });
    expect(await line.ticket(id)).toMatchObject({
      joint: { lead: SCJG },
      tasks: [{ state: 'withdrawn' }, { role: 'lead' }],
    });
    expect(await line.act(id, 'waive-member', { agency: SCJG, reason: '也不用了' })).toMatchObject({ status: 422 });
  });

  it('put off to another day, everybody is told, and is late or absent by the new time only', async () => {
    const id = await convened('put off', { at: '2026-11-27T09:00:00+08:00' });
    await said(id, 1, { status: 'ACCEPTED' });
    const told = (await line.told(id)).length;
    await line.act(id, 'convene', convening({ at: '2026-11-28T09:00:00+08:00' }));
    expect((await line.told(id)).slice(told).toSorted()).toEqual(
      [PCS, SCJG, ZHZF].map((code) => `reminder stations ${code}`),
    );
    await line.passTo(new Date('2026-11-27T02:00:00.000Z'));
    expect(await attendances(id)).toEqual(['acknowledged', 'convened', 'convened']);
    await line.passTo(new Date('2026-11-28T01:31:00.000Z'));
    expect(await attendances(id)).toEqual(['absent', 'absent', 'absent']);
  });

  it.each([
    [{ at: '2026-11-29T09:00:00+08:00' }, '$.at: must not be to come'],
    [{ at: '2026-11-25T09:00:00+08:00' }, '$.at: must not lie before'],
    [{ agency: '371402-ZJJ' }, '$.agency'],
  ])('an arrival with %j is refused', async (more, message) => {
    const id = await convened(`arrival ${message}`, { at: '2026-12-01T09:00:00+08:00' });
    const answer = await line.act(id, 'record-arrival', { agency: SCJG, reason: '到场', ...more });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.json)).toContain(message);
  });

  describe('问效', () => {
    const names = Array.from({ length: 200 }, (_, n) => `audit ${n}`);
    const gates = new Gates();
    const sampled = names.filter((name) => gates.samples(ticketIdOf('grid', 0, name)));
    const spared = names.filter((name) => !gates.samples(ticketIdOf('grid', 0, name)));
    const place = { township: '371402101', address: '示例路 3 号' };
    const closed = async (eventId: string, more: object = {}) => {
      const id = await line.event(eventId, more);
      await said(id, 1, { status: 'RESOLVED' });
      await line.callback({ platform: 'grid', ticketId: id, status: 'VERIFIED', solved: true, satisfaction: 5 });
      return id;
    };

    it('the same at the same place after 结案 speaks against that closing, once, and opens nothing', async () => {
      const id = await closed('recurring', { place });
      const elsewhere = await closed('elsewhere', { place: { ...place, address: '示例路 4 号' } });
      line.clock.advance(60_000);
      await line.event('it is back', { place: { ...place, address: '示例路3号' } });
      for (const _ of [1, 2]) await line.app.get(FlagRecurrencesJob).look();
      expect(await line.ticket(id)).toMatchObject({ state: 'closed', recurredAt: expect.any(String) });
      expect(await historyOf(id, 'recurred')).toHaveLength(1);
      expect(await line.ticket(elsewhere)).toMatchObject({ recurredAt: null });
    });

    it('falls due thirty days after 结案, finds it back, and opens a round that everybody is told of', async () => {
      const [id, holds, never] = [await closed(sampled[0]!), await closed(sampled[1]!), await closed(spared[0]!)];
      const due = (await line.deadlines(id)).find(({ kind }) => kind === 'audit')!;
      expect(due.endsAt!.getTime() - line.clock.now().getTime()).toBeGreaterThan(29 * 86_400_000);
      await line.passTo(new Date(due.endsAt!.getTime() + 1));
      expect([await openDesk(id), await openDesk(never)]).toEqual([['audit-due'], []]);
      const row = { round: 1, cause: 'sampled', dueAt: due.endsAt!.toISOString(), finding: null };
      expect([(await line.ticket(id)).audits, (await line.ticket(never)).audits]).toEqual([
        [expect.objectContaining(row)],
        [],
      ]);

      await line.act(holds, 'audit', { finding: 'holds', reason: '现场未见摊贩' });
      expect(await line.ticket(holds)).toMatchObject({ state: 'closed', round: 1 });
      expect(await openDesk(holds)).toEqual([]);
      expect((await line.ticket(holds)).audits).toMatchObject([
        { finding: 'holds', actor: 'office', reason: '现场未见摊贩' },
      ]);

      const { json } = await line.act(id, 'audit', { finding: 'recurred', reason: '摊贩回潮' });
      expect(json).toMatchObject({ state: 'dispatching', status: 'RECEIVED', round: 2, closedAt: null });
      expect((await line.told(id)).slice(-2)).toEqual(['report grid RECEIVED', `dispatch stations ${ZHZF}`]);
      expect(await historyOf(id, 'redo-opened')).toMatchObject([
        { from: 'closed', to: 'dispatching', data: { because: 'recurred', round: 2 } },
      ]);
      expect(
        (await line.deadlines(id)).filter(({ kind, state }) => kind === 'finish' && state === 'running'),
      ).toHaveLength(1);
      await said(id, 2, { status: 'RESOLVED', opinion: '已设置隔离设施。' });
      await line.callback({ platform: 'grid', ticketId: id, status: 'VERIFIED', solved: true, satisfaction: 5 });
      expect(await line.ticket(id)).toMatchObject({ state: 'closed', closing: { round: 2 } });
      expect(await line.act(holds, 'assign', { reason: '无', agency: ZHZF })).toMatchObject({ status: 409 });
    });

    it('somebody may look without being asked to, and send it to another agency', async () => {
      const id = await closed(spared[1]!);
      expect(await line.act(id, 'audit', { finding: 'recurred', reason: '抽查', agency: '371402-NIX' })).toMatchObject({
        status: 422,
      });
      expect(await line.act(id, 'audit', { finding: 'perhaps', reason: '抽查' })).toMatchObject({ status: 422 });
      await line.act(id, 'audit', { finding: 'recurred', reason: '抽查发现反弹', agency: SCJG });
      expect(await line.ticket(id)).toMatchObject({
        round: 2,
        audits: [{ cause: 'by-hand', finding: 'recurred', round: 1 }],
        tasks: [{ superseded: true }, { agency: SCJG, round: 2 }],
      });
      expect(await line.act(id, 'audit', { finding: 'recurred', reason: '再来' })).toMatchObject({ status: 409 });
    });
  });

  it('leaves no message behind that could not be handled', async () => {
    expect(await line.deadLetters()).toEqual([]);
  });
});
