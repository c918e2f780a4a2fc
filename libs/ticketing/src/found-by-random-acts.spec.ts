import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabases } from '../../testing/src/database.js';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';

const START = new Date('2026-11-25T02:00:00.000Z');
const DAY = 86_400_000;
const [SCJG, ZHZF, PCS] = ['371402101-SCJG', '371402101-ZHZF', '371402101-PCS'];
const BASIS = { reasonCode: 'R02', legalBasis: '清单第3项' };
let line: RunningTicketing;

const say = (id: string, number: number, status: string, more: object = {}) =>
  line.callback({ taskId: `${id}-${number}`, ticketId: id, status: status as 'RESOLVED', ...more });
const openDesk = async (id: string) =>
  (await line.ticket(id)).desk.filter(({ settledAt }) => settledAt === null).map(({ kind }) => kind);
const deadline = async (id: string, kind: string) => (await line.deadlines(id)).findLast((row) => row.kind === kind);
const verified = (id: string, more: object) =>
  line.callback({ platform: 'grid', ticketId: id, status: 'VERIFIED', ...more });
const done = async (id: string, act: string, body: object) =>
  expect(await line.act(id, act, { reason: '理由', ...body })).toMatchObject({ status: 200 });
const lost = { item: undefined, title: '有一件事', description: '说不清' };
const convening = { agencies: [SCJG, ZHZF, PCS], lead: ZHZF, at: '2026-11-26T09:00:00+08:00', place: '集市口' };

/** Cases that stories of random acts came by (`random-acts.model.spec.ts`), or that were known before them, each once and in plain words. */
describe.each(await testDatabases())('what random acts have found, on $name', (database) => {
  beforeAll(async () => {
    line = await RunningTicketing.start(START, await database.url());
  });
  beforeEach(() => line.clock.set(START));
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });

  describe('合并', () => {
    const merged = async (name: string) => {
      const [main, other] = [
        await line.event(`${name}-main`),
        await line.event(`${name}-merged`, { source: 'hotline' }),
      ];
      await done(other, 'merge', { into: main });
      return [main, other] as const;
    };

    it('when 问效 finds the main ticket back, the one that was closed with it is opened again and its source is told', async () => {
      const [main, other] = await merged('back');
      await say(main, 1, 'RESOLVED');
      await verified(main, { solved: true, satisfaction: 5 });
      expect(await line.ticket(other)).toMatchObject({
        state: 'closed',
        closing: { how: 'main', by: 'system', round: 1 },
      });
      await done(main, 'audit', { finding: 'recurred' });
      expect(await line.ticket(other)).toMatchObject({
        state: 'merged',
        status: 'RECEIVED',
        closedAt: null,
        mergedInto: main,
      });
      expect((await line.ticket(other)).history.at(-1)).toMatchObject({
        act: 'reopened',
        from: 'closed',
        to: 'merged',
      });
      await say(main, 2, 'RESOLVED');
      await verified(main, { solved: true, satisfaction: 5 });
      expect(await line.ticket(other)).toMatchObject({ state: 'closed' });
      // The hotline hears of the end only: twice, as it ended twice.
      expect(await line.told(other)).toEqual([
        `dispatch stations ${ZHZF}`,
        `withdrawal stations ${ZHZF}`,
        ...['RESOLVED', 'CLOSED', 'RESOLVED', 'CLOSED'].map((status) => `report hotline ${status}`),
      ]);
    });

    it('one that is opened again by itself goes its own way from then on', async () => {
      const [main, other] = await merged('own way');
      await say(main, 1, 'RESOLVED');
      await verified(main, { solved: true });
      await done(other, 'audit', { finding: 'recurred', agency: SCJG });
      expect(await line.ticket(other)).toMatchObject({ state: 'dispatching', mergedInto: null, round: 2 });
      await done(main, 'audit', { finding: 'recurred' });
      expect(await line.ticket(other)).toMatchObject({ state: 'dispatching', round: 2 });
    });

    it('one whose resident is not content is taken out first, and not given to anybody as long as it is merged', async () => {
      const [main, other] = await merged('discontent');
      await say(main, 1, 'RESOLVED');
      await line.callback({ platform: 'hotline', ticketId: other, status: 'VERIFIED', solved: false });
      expect(await openDesk(other)).toEqual(['redo']);
      expect(await line.act(other, 'assign', { reason: '重办', agency: SCJG })).toMatchObject({ status: 409 });
      expect(await line.act(other, 'convene', { reason: '重办', ...convening })).toMatchObject({ status: 409 });
      await done(other, 'unmerge', {});
      await done(other, 'assign', { agency: SCJG });
      expect(await openDesk(other)).toEqual([]);
      expect(await line.ticket(other)).toMatchObject({ state: 'dispatching' });
    });

    it('a bad rating (差评) of a merged one is put right all the same, and does not end with the main ticket', async () => {
      const [main, other] = await merged('rated');
      await line.callback({ platform: 'hotline', ticketId: other, sideEvent: 'EVALUATE', satisfaction: 1 });
      await say(main, 1, 'RESOLVED');
      await verified(main, { solved: true });
      expect(await line.ticket(other)).toMatchObject({ state: 'closed' });
      expect(await openDesk(other)).toEqual(['bad-rating']);
      await done(other, 'rectify', { finding: 'explained' });
      expect(await deadline(other, 'rectify')).toMatchObject({ state: 'met' });
    });
  });

  describe('差评', () => {
    it('found unfounded, the redo that it began is withdrawn, and the ticket is closed as the resident had said', async () => {
      const id = await line.event('unfounded');
      await say(id, 1, 'RESOLVED');
      await verified(id, { solved: true, satisfaction: 1, opinion: '按错了' });
      await say(id, 2, 'ACCEPTED');
      const told = (await line.told(id)).length;
      await done(id, 'rectify', { finding: 'unfounded' });
      expect(await line.ticket(id)).toMatchObject({
        state: 'closed',
        closing: { round: 2, how: 'revisit', revisit: 'solved' },
        tasks: [{ state: 'done' }, { state: 'withdrawn' }],
      });
      expect((await line.told(id)).slice(told)).toEqual([
        'report grid VERIFIED',
        `withdrawal stations ${ZHZF}`,
        'report grid CLOSED',
      ]);
      expect(await deadline(id, 'finish')).toMatchObject({ round: 2, state: 'dropped' });
    });

    it('but not one that was begun because it is not solved', async () => {
      const id = await line.event('unfounded and unsolved');
      await say(id, 1, 'RESOLVED');
      await verified(id, { solved: false, satisfaction: 1 });
      await done(id, 'rectify', { finding: 'unfounded' });
      expect(await line.ticket(id)).toMatchObject({ state: 'dispatching', round: 2 });
    });

    it('is put right also when the office settles the matter itself', async () => {
      const id = await line.event('settled by office', lost);
      await line.callback({ platform: 'grid', ticketId: id, sideEvent: 'EVALUATE', satisfaction: 1 });
      await done(id, 'resolve', {});
      expect(await openDesk(id)).toEqual(['bad-rating']);
    });
  });

  describe('联合执法', () => {
    it('of the limit for signing and that for acknowledging the shorter one holds', async () => {
      const urgent = await line.event('urgent', { item: 'SX-0114' });
      const signs = (await line.deadlines(urgent)).filter(({ kind }) => kind === 'sign');
      expect(signs.map(({ endsAt }) => endsAt)).toEqual([1, 2].map(() => new Date('2026-11-25T02:30:00.000Z')));

      const id = await line.event('convened', lost);
      await done(id, 'convene', convening);
      line.clock.set(new Date('2026-11-25T09:00:00.000Z'));
      expect(await deadline(id, 'sign')).toMatchObject({
        endsAt: new Date('2026-11-25T04:00:00.000Z'),
        state: 'running',
      });
    });

    it('resumed after everybody is done, it still lacks its minutes', async () => {
      const id = await line.event('suspended joint', lost);
      await done(id, 'convene', convening);
      await say(id, 1, 'ACCEPTED');
      await done(id, 'suspend', { plan: '节后', reviewOn: '2026-12-20' });
      for (const number of [1, 2, 3]) await say(id, number, 'RESOLVED');
      await done(id, 'resume', {});
      expect(await line.ticket(id)).toMatchObject({ state: 'handling' });
      await done(id, 'minutes', { text: '已清理。' });
      expect(await line.ticket(id)).toMatchObject({ state: 'resolved' });
    });

    it('an agency that has its part in hand is not asked a second time; a ruling leaves it the other part as well', async () => {
      const id = await line.event('twice asked', lost);
      await done(id, 'convene', convening);
      await say(id, 2, 'RETURNED', BASIS);
      expect(await line.act(id, 'assign', { reason: '改派', agency: PCS })).toMatchObject({
        status: 422,
        json: { errors: [{ path: '$.agency' }] },
      });
      await done(id, 'refuse-return', {});
      await say(id, 2, 'RETURNED', BASIS);
      await done(id, 'rule', { agency: PCS });
      expect((await line.ticket(id)).tasks).toMatchObject([
        { agency: ZHZF, superseded: false },
        { agency: SCJG, state: 'returned', superseded: true },
        { agency: PCS, state: 'pending', bound: true },
      ]);
      expect((await line.told(id)).at(-1)).toBe(`reminder stations ${PCS}`);
    });
  });

  describe('退单期限 and 挂账', () => {
    it('a return is late also after the end of its window was noticed, and that end is no step of the ticket', async () => {
      const id = await line.event('noticed');
      await say(id, 1, 'IN_PROGRESS');
      await line.passTo(new Date(START.getTime() + 3 * DAY));
      expect(await deadline(id, 'return-window')).toMatchObject({ state: 'met' });
      expect((await line.ticket(id)).history.map(({ act }) => act)).not.toContain('deadline-reached');
      await say(id, 1, 'RETURNED', BASIS);
      expect(await line.ticket(id)).toMatchObject({ state: 'handling' });
      expect(await openDesk(id)).toContain('return-late');
    });

    it('what begins while the ticket is suspended stands still with it', async () => {
      const id = await line.event('begins suspended', lost);
      await done(id, 'assign', { agency: ZHZF });
      await line.settle(id, 'dispatch', { outcome: 'unconfirmed' });
      await done(id, 'suspend', { plan: '节后', reviewOn: '2026-12-20' });
      await say(id, 1, 'ACCEPTED');
      expect(await deadline(id, 'return-window')).toMatchObject({ state: 'paused', endsAt: null });
      line.clock.advance(7 * DAY);
      await done(id, 'resume', {});
      // It stood still until Wednesday 2 December, which counts, and Thursday is the second working day.
      expect(await deadline(id, 'return-window')).toMatchObject({
        state: 'running',
        endsAt: new Date('2026-12-03T09:30:00.000Z'),
      });
    });
  });

  describe('the desk', () => {
    it('nobody is asked twice because something is overdue: who has it already hears that it is worse', async () => {
      const id = await line.event('red', lost);
      await line.passTo(new Date(START.getTime() + 20 * DAY));
      const overdue = (await line.ticket(id)).desk.filter(({ kind }) => kind === 'overdue');
      expect(overdue).toMatchObject([{ assignedTo: 'role:leaders', note: expect.stringContaining('红牌') }]);
    });

    it('one question about a return at a time: a complete one stands for one that was not', async () => {
      const id = await line.event('asked once');
      await say(id, 1, 'IN_PROGRESS');
      await say(id, 1, 'RETURNED', { opinion: '不归我们管' });
      line.clock.advance(5 * DAY);
      await say(id, 1, 'RETURNED', BASIS);
      await say(id, 1, 'RETURNED', { opinion: '不归我们管' });
      expect((await openDesk(id)).filter((kind) => kind.startsWith('return'))).toEqual(['return-late']);
      await done(id, 'refuse-return', { task: `${id}-1` });
    });

    it('a result that is accepted as it is ends what its agency had asked for', async () => {
      const id = await line.event('accepted', { item: 'SX-0103', title: '倾倒渣土' });
      await say(id, 1, 'IN_PROGRESS');
      await say(id, 1, 'RESOLVED', { opinion: '已清运' });
      await say(id, 1, 'EXTENSION_REQUESTED', { opinion: '等照片' });
      const proof = (await line.ticket(id)).desk.find(({ kind }) => kind === 'proof');
      await line.ask('POST', `/v1/desk/${proof?.id}/settle`, { body: { reason: '现场已核实' } });
      expect(await line.ticket(id)).toMatchObject({ state: 'resolved' });
      expect(await openDesk(id)).toEqual([]);
    });

    it('a review of a suspension that ended by 办结 is not asked for any more', async () => {
      const id = await line.event('reviewed');
      await say(id, 1, 'IN_PROGRESS');
      await done(id, 'suspend', { plan: '等配件', reviewOn: '2026-11-27' });
      await line.passTo(new Date(START.getTime() + 4 * DAY));
      expect(await openDesk(id)).toContain('suspension-review');
      await say(id, 1, 'RESOLVED');
      expect(await openDesk(id)).toEqual([]);
    });
  });

  it('a source that withdraws its event while a bad rating holds it voids the ticket', async () => {
    const id = await line.event('withdrawn at last');
    await line.callback({ platform: 'grid', ticketId: id, sideEvent: 'EVALUATE', satisfaction: 1 });
    await say(id, 1, 'RESOLVED');
    await verified(id, { solved: true });
    expect(await line.ticket(id)).toMatchObject({ state: 'verified' });
    await line.callback({ platform: 'grid', ticketId: id, status: 'VOID' });
    expect(await line.ticket(id)).toMatchObject({ state: 'void' });
  });

  it('what the office was asked to decide is not asked any more when the resident has decided', async () => {
    const id = await line.event('decided');
    await line.callback({ platform: 'grid', ticketId: id, sideEvent: 'EVALUATE', satisfaction: 1 });
    for (const number of [1, 2]) {
      await say(id, number, 'RESOLVED');
      await verified(id, { solved: false });
    }
    expect((await openDesk(id)).toSorted()).toEqual(['bad-rating', 'redo']);
    await verified(id, { solved: true, satisfaction: 4 });
    expect(await line.ticket(id)).toMatchObject({ state: 'verified' });
    expect(await openDesk(id)).toEqual(['bad-rating']);
  });

  it('the history names every task that a step takes along', async () => {
    const id = await line.event('taken along', lost);
    await done(id, 'convene', convening);
    await done(id, 'waive-member', { agency: PCS });
    await say(id, 2, 'RETURNED', BASIS);
    await done(id, 'assign', { agency: '371402101-SFS' });
    await done(id, 'void', {});
    const along = (await line.ticket(id)).history.map(({ act, data }) => [act, data?.withdrawn, data?.returned]);
    expect(along.filter(([, withdrawn, returned]) => withdrawn ?? returned)).toEqual([
      ['member-waived', [`${id}-3`], undefined],
      ['assigned', undefined, [`${id}-2`]],
      ['voided', [`${id}-1`, `${id}-4`], undefined],
    ]);
  });

  it('leaves no message behind that could not be handled', async () => {
    expect(await line.deadLetters()).toEqual([]);
  });
});
