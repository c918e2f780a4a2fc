import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../../testing/src/database.js';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';

let line: RunningTicketing;

const acts = async (ticketId: string) => (await line.ticket(ticketId)).history.map(({ act }) => act);
const openDesk = async (ticketId: string) =>
  (await line.ticket(ticketId)).desk.filter(({ settledAt }) => settledAt === null).map(({ kind }) => kind);
const resolved = (ticketId: string, number: number, more = {}) =>
  line.callback({ taskId: `${ticketId}-${number}`, ticketId, status: 'RESOLVED', ...more });
const revisited = (ticketId: string, more: object) =>
  line.callback({ platform: 'grid', ticketId, status: 'VERIFIED', ...more });

describe.each(await testDatabases())('办结, 回访, 重办 and 结案, on $name', (database) => {
  beforeAll(async () => {
    line = await RunningTicketing.start(new Date('2026-11-25T02:00:00.000Z'), await database.url());
  });
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });

  it('a source that asks the resident itself and says nothing is not waited for: the office asks', async () => {
    const [id, told] = [await line.event('silent source'), await line.event('source that tells')];
    for (const one of [id, told]) await resolved(one, 1);
    await revisited(told, { solved: true });
    const clock = (await line.deadlines(id)).find(({ kind }) => kind === 'source-revisit');
    expect(clock).toMatchObject({ state: 'running', endsAt: new Date('2026-12-02T09:30:00.000Z') });
    const now = line.clock.now();
    await line.passTo(new Date('2026-12-02T09:30:00.001Z'));
    expect(await openDesk(told)).toEqual([]);
    expect(await openDesk(id)).toEqual(['revisit-due']);
    expect((await line.deadlines(id)).at(-1)).toMatchObject({ kind: 'revisit', state: 'running' });
    await line.act(id, 'revisit', { outcome: 'solved', reason: '电话回访' });
    expect(await line.ticket(id)).toMatchObject({ state: 'closed' });
    line.clock.set(now);
  });

  describe('办结 needs a result', () => {
    it('what is called done without a word waits at the desk until the agency says what it did', async () => {
      const id = await line.event('wordless');
      await resolved(id, 1, { opinion: undefined });
      expect(await line.ticket(id)).toMatchObject({ state: 'handling', tasks: [{ state: 'handling' }] });
      expect(await openDesk(id)).toEqual(['proof']);
      await resolved(id, 1, { opinion: '  ' });
      expect((await line.ticket(id)).desk).toHaveLength(1);
      await resolved(id, 1, { opinion: '摊贩已劝离。' });
      expect(await line.ticket(id)).toMatchObject({
        state: 'resolved',
        tasks: [{ state: 'done', opinion: '摊贩已劝离。' }],
      });
      expect(await openDesk(id)).toEqual([]);
      expect(await acts(id)).toEqual([
        'opened',
        'task-delivered',
        'result-incomplete',
        'result-incomplete',
        'task-done',
      ]);
    });

    it('or until the office accepts it as it is, with a reason', async () => {
      const id = await line.event('accepted');
      await resolved(id, 1, { opinion: undefined });
      const [item] = (await line.ticket(id)).desk;
      await line.ask('POST', `/v1/desk/${item?.id}/settle`, { body: { reason: '电话核实已清理' } });
      const ticket = await line.ticket(id);
      expect(ticket).toMatchObject({ state: 'resolved', tasks: [{ state: 'done', opinion: '电话核实已清理' }] });
      expect(ticket.history.at(-1)).toMatchObject({
        act: 'result-accepted',
        actor: 'office',
        data: { missing: ['text'] },
      });
      expect((await line.deliveries(id)).at(-1)).toMatchObject({
        report: { status: 'RESOLVED', opinion: '电话核实已清理' },
      });
    });

    it('a picture where the item says so; word and picture may come one after the other', async () => {
      const id = await line.event('pictured', { item: 'SX-0103', title: '倾倒渣土' });
      await resolved(id, 1, { opinion: '渣土已清运。' });
      expect((await line.ticket(id)).desk).toMatchObject([{ kind: 'proof', data: { missing: ['picture'] } }]);
      const attachments = [{ name: '现场1.jpg', url: 'https://files.example.invalid/1.jpg' }];
      await resolved(id, 1, { opinion: undefined, attachments });
      expect(await line.ticket(id)).toMatchObject({ state: 'resolved', tasks: [{ opinion: '渣土已清运。' }] });
    });
  });

  describe('回访', () => {
    it('nobody reached is asked again, and filed without a word after three tries', async () => {
      const id = await line.event('unreachable', { source: 'message-board' });
      await resolved(id, 1);
      const attempt = () => line.act(id, 'revisit', { outcome: 'unreachable', reason: '无人接听' });
      await attempt();
      expect((await attempt()).json).toMatchObject({ state: 'resolved', revisitTries: 2 });
      expect(await openDesk(id)).toEqual(['revisit-due']);
      expect((await attempt()).json).toMatchObject({
        state: 'closed',
        solved: null,
        closing: { how: 'revisit', by: 'office', revisit: 'unreachable' },
      });
    });

    it.each([
      [{}, '$.outcome'],
      [{ outcome: 'perhaps' }, 'must be one of solved, unsolved, unreachable, refused, no-contact'],
      [{ outcome: 'solved', satisfaction: 6 }, '$.satisfaction'],
      [{ outcome: 'solved', solved: true }, '$.solved'],
    ])('%j is refused, with its place', async (body, message) => {
      const id = await line.event(`revisit ${message}`, { source: 'message-board' });
      await resolved(id, 1);
      const answer = await line.act(id, 'revisit', { reason: '电话', ...body });
      expect(answer.status).toBe(422);
      expect(JSON.stringify(answer.json)).toContain(message);
    });

    it('a source that closes without a word of the resident has passed that gate by, and the record says so', async () => {
      const id = await line.event('passed by');
      await resolved(id, 1);
      await line.callback({ platform: 'grid', ticketId: id, status: 'CLOSED', opinion: '平台结案' });
      const ticket = await line.ticket(id);
      expect(ticket).toMatchObject({ state: 'closed', solved: null, closing: { round: 1, by: 'grid', how: 'source' } });
      expect(ticket.closing).not.toHaveProperty('revisit');
      expect(ticket.history.at(-1)).toMatchObject({ act: 'closed', data: { gates: { how: 'source' } } });
    });

    it('one that closes with a bad level has not closed anything', async () => {
      const id = await line.event('closed badly');
      await resolved(id, 1);
      await line.callback({ platform: 'grid', ticketId: id, status: 'CLOSED', satisfaction: 1 });
      expect(await line.ticket(id)).toMatchObject({ state: 'dispatching', round: 2 });
    });
  });

  describe('重办', () => {
    it('unsolved goes out again to the same agency, with a task and a limit of its own, linked to why', async () => {
      const id = await line.event('again');
      await resolved(id, 1);
      line.clock.advance(3_600_000);
      await revisited(id, { solved: false, opinion: '摊贩又回来了' });
      const ticket = await line.ticket(id);
      expect(ticket).toMatchObject({ state: 'dispatching', round: 2, solved: false });
      expect(ticket.tasks).toMatchObject([
        { agency: '371402101-ZHZF', round: 1, superseded: true },
        {
          agency: '371402101-ZHZF',
          round: 2,
          superseded: false,
          state: 'pending',
          instruction: expect.stringContaining('摊贩又回来了'),
        },
      ]);
      const [said, opened] = ticket.history.slice(-2);
      expect(said).toMatchObject({ act: 'not-solved', data: { outcome: 'unsolved', round: 1 } });
      expect(opened).toMatchObject({
        act: 'redo-opened',
        data: { round: 2, because: 'unsolved', after: said?.version },
      });
      const finishes = (await line.deadlines(id)).filter(({ kind }) => kind === 'finish');
      expect(finishes.map(({ round, state }) => [round, state])).toEqual([
        [1, 'met'],
        [2, 'running'],
      ]);
      expect(finishes[1]!.startedAt).toEqual(line.clock.now());
      expect((await line.told(id)).slice(-2)).toEqual(['report grid RECEIVED', 'dispatch stations 371402101-ZHZF']);
      expect((await line.deliveries(id)).at(-2)).toMatchObject({
        report: { opinion: expect.stringContaining('第2轮') },
      });
    });

    it('while a round is open no other begins: what the source says meanwhile is kept and ignored', async () => {
      const id = await line.event('one at a time');
      await resolved(id, 1);
      await revisited(id, { solved: false });
      await revisited(id, { solved: false });
      await revisited(id, { solved: true, satisfaction: 5 });
      expect(await line.ticket(id)).toMatchObject({ state: 'dispatching', round: 2 });
      expect((await acts(id)).slice(-2)).toEqual(['callback-ignored', 'callback-ignored']);
    });

    it('unsolved or dissatisfied twice ends with the office: it sends it elsewhere, or closes it with a reason', async () => {
      const [elsewhere, closed] = [await line.event('twice elsewhere'), await line.event('twice closed')];
      for (const id of [elsewhere, closed]) {
        await resolved(id, 1);
        await revisited(id, { solved: false });
        await resolved(id, 2);
        await revisited(id, { solved: false, opinion: '还是没有解决' });
        expect(await line.ticket(id)).toMatchObject({ state: 'resolved', round: 2 });
        expect(await openDesk(id)).toEqual(['redo']);
      }
      await line.act(elsewhere, 'assign', { reason: '改由市场监管所', agency: '371402101-SCJG' });
      expect(await line.ticket(elsewhere)).toMatchObject({
        state: 'dispatching',
        round: 3,
        tasks: [{}, {}, { agency: '371402101-SCJG', round: 3 }],
      });
      const { json } = await line.act(closed, 'close', { reason: '诉求缺乏依据，已当面解释' });
      expect(json).toMatchObject({
        state: 'closed',
        closing: { round: 2, how: 'office', by: 'office', revisit: 'unsolved' },
      });
    });
  });

  describe('差评', () => {
    const rate = async (id: string, satisfaction = 1) => {
      await resolved(id, 1);
      await revisited(id, { solved: true, satisfaction, opinion: '态度差' });
    };

    it('is verified and put right within five working days, the resident is asked again, and only then 结案', async () => {
      const id = await line.event('bad');
      await rate(id, 2);
      expect(await line.ticket(id)).toMatchObject({ state: 'dispatching', round: 2, satisfaction: 2 });
      expect(await openDesk(id)).toEqual(['bad-rating']);
      // Wednesday 25 November, 5 working days: Wednesday 2 December, when the office closes.
      const rectify = (await line.deadlines(id)).find(({ kind }) => kind === 'rectify');
      expect(rectify?.endsAt).toEqual(new Date('2026-12-02T09:30:00.000Z'));

      await resolved(id, 2);
      await revisited(id, { solved: true, satisfaction: 4 });
      expect(await line.ticket(id)).toMatchObject({ state: 'verified', satisfaction: 4 });
      expect(await line.act(id, 'close', { reason: '算了' })).toMatchObject({ status: 409 });
      const done = await line.act(id, 'rectify', { finding: 'upheld', reason: '已批评教育，当面致歉' });
      expect(done.json).toMatchObject({ state: 'closed', closing: { round: 2, how: 'revisit' } });
      expect((await acts(id)).slice(-3)).toEqual(['verified', 'rectified', 'closed']);
      expect((await line.deadlines(id)).find(({ kind }) => kind === 'rectify')).toMatchObject({ state: 'met' });
    });

    it('put right first, the next good word closes the ticket', async () => {
      const id = await line.event('bad, quickly put right');
      await rate(id);
      await line.act(id, 'rectify', { finding: 'explained', reason: '已解释政策' });
      await resolved(id, 2);
      await revisited(id, { solved: true, satisfaction: 5 });
      expect(await line.ticket(id)).toMatchObject({ state: 'closed' });
      expect(await line.act(id, 'rectify', { finding: 'upheld', reason: '又一次' })).toMatchObject({ status: 409 });
    });

    it('twice ends with the office, which cannot close before it was put right', async () => {
      const id = await line.event('bad twice');
      await rate(id);
      await resolved(id, 2);
      await revisited(id, { solved: true, satisfaction: 1 });
      expect(await line.ticket(id)).toMatchObject({ state: 'resolved', round: 2 });
      expect((await openDesk(id)).toSorted()).toEqual(['bad-rating', 'redo']);
      expect(await line.act(id, 'close', { reason: '算了' })).toMatchObject({ status: 409 });
      await line.act(id, 'rectify', { finding: 'unfounded', reason: '误评，来电人确认' });
      expect((await line.act(id, 'close', { reason: '误评' })).json).toMatchObject({ state: 'closed' });
    });

    it('a source that closes meanwhile does not end the loop', async () => {
      const id = await line.event('bad, closed by source');
      await line.callback({ platform: 'grid', ticketId: id, sideEvent: 'EVALUATE', satisfaction: 1 });
      expect(await line.ticket(id)).toMatchObject({ state: 'dispatching', round: 1, satisfaction: 1 });
      await resolved(id, 1);
      await line.callback({ platform: 'grid', ticketId: id, status: 'CLOSED' });
      expect(await line.ticket(id)).toMatchObject({ state: 'verified' });
      await line.act(id, 'rectify', { finding: 'upheld', reason: '已整改' });
      expect(await line.ticket(id)).toMatchObject({ state: 'closed' });
    });

    it('after 结案 moves nothing, and when it is upheld somebody looks again whether it is solved (问效)', async () => {
      const id = await line.event('bad, late');
      await resolved(id, 1);
      await revisited(id, { solved: true, satisfaction: 5 });
      await line.callback({ platform: 'grid', ticketId: id, sideEvent: 'EVALUATE', satisfaction: 1 });
      expect(await line.ticket(id)).toMatchObject({ state: 'closed', round: 1 });
      await line.act(id, 'rectify', { finding: 'upheld', reason: '确有反弹' });
      expect(await openDesk(id)).toEqual(['audit-due']);
      await line.act(id, 'audit', { finding: 'recurred', reason: '现场仍有摊贩' });
      expect(await line.ticket(id)).toMatchObject({ state: 'dispatching', round: 2 });
    });
  });

  it('leaves no message behind that could not be handled', async () => {
    expect(await line.deadLetters()).toEqual([]);
  });
});
