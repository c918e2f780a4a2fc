import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ticketIdOf } from '#libs/contracts';
import { heardByThem, idsOfTickets, ticketsWithGaps, toldByUs, unfinished } from './both-sides.js';
import type { County } from './county.js';
import { callDown, FOR_A_BUREAU, FOR_NOBODY, gridEvent } from './samples.js';

const WHOLE_WAY = ['RECEIVED', 'DISPATCHED', 'ACCEPTED', 'IN_PROGRESS', 'RESOLVED', 'VERIFIED', 'CLOSED'];
/** On a busy machine; on a quiet one each scene takes two seconds, or eight where a lost answer is asked after. */
const LONGEST = { timeout: 150_000 };
const PATIENCE = { timeout: 60_000, interval: 50 };

/**
 * The story of a county, scene by scene, each in every shape that Huying is run in. The database must be empty before.
 * @param told where it runs; asked for when the scenes begin
 */
export function storyContract(told: () => County): void {
  describe('the story of a county', LONGEST, () => {
    scenes(told);
  });
}

function scenes(told: () => County): void {
  let county: County;
  let numbered = 0;
  /** Every ticket that there must be, and none else. */
  const tickets = new Set<string>();

  beforeAll(() => {
    county = told();
  });
  afterEach(() => {
    county.simulator.faults.set({
      returns: 0,
      callbackBeforeReply: 0,
      doubledCallbacks: 0,
      timeoutAfterCommit: 0,
      callbacksNeverPushed: 0,
    });
  });

  /** The ticket that an event of a platform becomes. */
  function ticketOf(platform: string, eventId: string): string {
    const id = ticketIdOf(platform, 0, eventId);
    tickets.add(id);
    return id;
  }

  /** Pushes one grid event; resolves to its ticket's id. */
  async function report(of: Record<string, unknown> = {}): Promise<string> {
    const reportNo = `S-${++numbered}`;
    expect((await county.push('grid', 'events', gridEvent(reportNo, of))).status).toBe(202);
    const id = ticketOf('grid', reportNo);
    await county.until(id, () => true);
    return id;
  }

  describe('the whole line', () => {
    it('a station settles it: signed, worked on, done, asked about and closed, and the grid system was told every step', async () => {
      const id = await report();
      const ticket = await county.until(id, ({ state }) => state === 'closed');
      expect(ticket.number).toMatch(/^371402-\d{8}-\d{6}$/);
      expect(ticket.tasks).toMatchObject([{ kind: 'dispatch', agency: '371402101-ZHZF', state: 'done' }]);
      expect(ticket.history.map(({ version }) => version)).toEqual(ticket.history.map((_, index) => index + 1));
      await expect.poll(() => county.told('grid', id), PATIENCE).toEqual(WHOLE_WAY);
      expect(county.told('stations', id)).toEqual(['dispatch']);
    });

    it('the district’s is called up to the bureau through 乡呼县应', async () => {
      const id = await report(FOR_A_BUREAU);
      const ticket = await county.until(id, ({ state }) => state === 'closed');
      expect(ticket.tasks).toMatchObject([{ kind: 'call', agency: '371402-RSJ', state: 'done' }]);
      expect(county.told('xhxy', id)).toEqual(['call']);
      await expect.poll(() => county.told('grid', id), PATIENCE).toEqual(WHOLE_WAY);
    });

    it('goes the same way when no callback is ever pushed and only the pull finds them', async () => {
      county.simulator.faults.set({ callbacksNeverPushed: 1 });
      const [station, bureau] = [await report(), await report(FOR_A_BUREAU)];
      for (const id of [station, bureau]) {
        expect((await county.until(id, ({ state }) => state === 'closed')).status).toBe('CLOSED');
        const sent = county.simulator.books.sendings.filter((one) => one.ticket === id && one.platform !== 'grid');
        expect(sent.map(({ outcome, times }) => [outcome, times])).toEqual(sent.map(() => ['left', 0]));
        expect(sent).toHaveLength(3);
      }
    });

    it('goes the same way when callbacks come twice, and before the answer to what they are about', async () => {
      county.simulator.faults.set({ doubledCallbacks: 1, callbackBeforeReply: 1 });
      const [station, bureau] = [await report(), await report(FOR_A_BUREAU)];
      for (const id of [station, bureau]) {
        const { history, tasks } = await county.until(id, ({ state }) => state === 'closed');
        expect(history.filter(({ to }) => to === 'closed')).toHaveLength(1);
        expect(tasks).toMatchObject([{ state: 'done' }]);
        await expect.poll(() => county.told('grid', id), PATIENCE).toEqual(WHOLE_WAY);
      }
    });

    it('asks after what was told and not answered, and sends nothing twice', async () => {
      const lost = (rate: number) => ({ timeoutAfterCommit: rate });
      county.simulator.faults.set({ platforms: { stations: lost(1), grid: lost(1) } });
      const id = await report();
      await expect.poll(() => county.told('stations', id), PATIENCE).toEqual(['dispatch']);
      await expect.poll(() => county.told('grid', id), PATIENCE).toEqual(['RECEIVED']);
      county.simulator.faults.set({ platforms: { stations: lost(0), grid: lost(0) } });
      expect((await county.until(id, ({ state }) => state === 'closed')).tasks).toMatchObject([{ state: 'done' }]);
      await expect.poll(() => county.told('grid', id), PATIENCE).toEqual(WHOLE_WAY);
      expect(county.told('stations', id)).toEqual(['dispatch']);

      const deliveries = async (platform: string) =>
        (await county.person('office', `/v1/deliveries?ticket=${id}&platform=${platform}`)).json.items;
      // That the station works on it proves that it has it; of a report nothing else comes back.
      expect(await deliveries('stations')).toMatchObject([{ state: 'accepted', attempts: 1 }]);
      const first = ((await deliveries('grid')) as object[]).at(-1);
      const asked = { kind: 'look-up', outcome: 'found' };
      expect(first).toMatchObject({ state: 'accepted', attempts: 1, history: [{ outcome: 'unknown' }, asked] });
    });
  });

  describe('what a person decides', () => {
    it('a return comes to the desk with reason and legal basis, and goes to another agency', async () => {
      county.simulator.faults.set({ returns: 1 });
      const id = await report();
      const back = await county.until(id, ({ desk }) =>
        desk.some(({ kind, settledAt }) => kind === 'returned' && !settledAt),
      );
      expect(back.tasks[0]).toMatchObject({ state: 'return-requested' });
      expect(back.tasks[0]?.reasonCode).toBeTruthy();
      expect(back.tasks[0]?.returnBasis).toBeTruthy();
      county.simulator.faults.set({ returns: 0 });
      const assigned = await county.person('office', `/v1/tickets/${back.number}/acts/assign`, {
        agency: '371402101-SCJG',
        reason: '属市场监管职责',
      });
      expect(assigned.status).toBeLessThan(300);
      const ticket = await county.until(id, ({ state }) => state === 'closed');
      expect(ticket.tasks.map(({ agency, state }) => [agency, state])).toEqual([
        ['371402101-ZHZF', 'returned'],
        ['371402101-SCJG', 'done'],
      ]);
    });

    it('what no item matches waits at the desk until the office assigns it', async () => {
      const id = await report(FOR_NOBODY);
      const waiting = await county.until(id, ({ desk }) => desk.length > 0);
      expect(waiting).toMatchObject({ status: 'RECEIVED', tasks: [], desk: [{ kind: 'no-match', settledAt: null }] });
      const listed = await county.person('office', '/v1/desk?limit=200');
      expect(JSON.stringify(listed.json)).toContain(id);
      await county.person('office', `/v1/tickets/${waiting.number}/acts/assign`, {
        agency: '371402101-SFS',
        reason: '请司法所接待答复',
      });
      expect((await county.until(id, ({ state }) => state === 'closed')).desk[0]?.settledAt).toBeTruthy();
    });

    it('an event registered by hand is settled, and the office asks the resident', async () => {
      const registered = await county.person('counter', '/v1/tickets', {
        title: '占道经营',
        description: '集市口流动摊贩占道经营。',
        township: '371402101',
        category: '城乡建设',
        reporter: { name: '来访人甲', phone: '13900000002' },
      });
      expect(registered.status).toBe(202);
      const id = registered.json.ticketId as string;
      tickets.add(id);
      const resolved = await county.until(id, ({ desk }) => desk.some(({ kind }) => kind === 'revisit-due'));
      expect(resolved.status).toBe('RESOLVED');
      await county.person('office', `/v1/tickets/${resolved.number}/acts/revisit`, {
        outcome: 'solved',
        satisfaction: 5,
        reason: '电话回访,群众满意',
      });
      expect(await county.until(id, ({ state }) => state === 'closed')).toMatchObject({ satisfaction: 5 });
    });

    it('one event sent in 50 requests at once is one ticket; with other content it is a conflict, and nothing is overwritten', async () => {
      const reportNo = `S-${++numbered}`;
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => county.push('grid', 'events', gridEvent(reportNo, FOR_NOBODY))),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
      const id = ticketOf('grid', reportNo);
      const before = await county.until(id, ({ desk }) => desk.length > 0);
      expect(
        (await county.push('grid', 'events', gridEvent(reportNo, { ...FOR_NOBODY, caseDesc: '另一件事。' }))).status,
      ).toBe(202);
      const after = await county.until(id, ({ desk }) => desk.some(({ kind }) => kind === 'conflict'));
      expect(after).toMatchObject({ number: before.number, description: FOR_NOBODY.caseDesc });
    });
  });

  describe('from the district down', () => {
    it('a problem that 乡呼县应 passes down is settled by a station, and they were told and closed it', async () => {
      const caseNo = 'XH371402202611250001';
      const answer = await county.push('xhxy', 'events', callDown(caseNo));
      expect(answer.json).toMatchObject({ code: 0 });
      const id = ticketOf('xhxy', caseNo);
      const ticket = await county.until(id, ({ state }) => state === 'closed');
      expect(ticket.tasks).toMatchObject([{ kind: 'dispatch', state: 'done' }]);
      // What it has a word for is told as a status, the steps between as feedback; each of ours once and in order.
      await expect
        .poll(() => county.told('xhxy', id), PATIENCE)
        .toEqual(['RECEIVED', 'report', 'report', 'report', 'RESOLVED', 'VERIFIED', 'CLOSED']);
      const verified = county.simulator.books.sendings.filter((one) => one.ticket === id && one.platform === 'xhxy');
      expect(verified).toMatchObject([{ status: 'VERIFY', outcome: 'accepted' }]);
      expect(ticket.history.findLast(({ to }) => to === 'verified')).toMatchObject({ actor: 'xhxy' });
    });
  });

  describe('callbacks out of step', () => {
    it('one about a task that nobody knows waits, comes to the desk, and is applied when the task turns up', async () => {
      const reportNo = `S-${++numbered}`;
      const id = ticketOf('grid', reportNo);
      const early = {
        serial: 'early-1',
        taskId: `${id}-1`,
        state: '已办结',
        time: '2026-11-25 10:00:00',
        note: '已处置',
      };
      const answer = await county.push('stations', 'callbacks', early);
      expect(answer).toMatchObject({ status: 202, json: { ok: true, held: 0, refused: 0 } });
      await county.huying.passHalfAnHour();
      const shown = async () => (await county.person('office', '/v1/desk?kind=uncorrelated')).json.items;
      await expect.poll(shown, PATIENCE).toMatchObject([{ kind: 'uncorrelated', ticketId: null }]);

      expect((await county.push('grid', 'events', gridEvent(reportNo))).status).toBe(202);
      const ticket = await county.until(id, ({ state }) => state === 'closed');
      expect(ticket.history.slice(0, 3).map(({ act }) => act)).toEqual(['opened', 'task-delivered', 'task-done']);
      expect(await shown()).toEqual([]);
    });

    it('one that goes backwards stands in the history and moves nothing', async () => {
      const id = await report();
      const closed = await county.until(id, ({ state }) => state === 'closed');
      const late = await county.push('grid', 'callbacks', {
        list: [
          {
            msgNo: 'late-1',
            reportNo: `S-${numbered}`,
            action: 'VERIFY',
            actTime: '2026-11-25 23:00:00',
            solved: false,
            satisfaction: 1,
          },
        ],
      });
      expect(late.status).toBe(202);
      const after = await county.until(id, ({ history }) => history.length > closed.history.length);
      expect(after.history.at(-1)?.act).toMatch(/ignored/);
      expect(after).toMatchObject({ state: 'closed', satisfaction: closed.satisfaction });
    });
  });

  describe('who sees what', () => {
    it('a platform sees its own tickets and events only', async () => {
      const id = await report(FOR_NOBODY);
      const { number } = await county.until(id, ({ desk }) => desk.length > 0);
      for (const path of [`/v1/tickets/${number}`, `/v1/tickets/${id}`, `/v1/events/grid/S-${numbered}`])
        expect(await county.look('message-board', path)).toMatchObject({ status: 404, json: { code: 'not-found' } });

      const own = { file: 'story', id: '1', title: '想问一下', description: '有件事想问一下。' };
      expect((await county.push('message-board', 'events', own)).status).toBe(202);
      const ownId = ticketOf('message-board', 'story:1');
      const { number: ownNumber } = await county.until(ownId, () => true);
      for (const path of [`/v1/tickets/${ownNumber}`, `/v1/tickets/${ownId}`, '/v1/events/message-board/story%3A1'])
        expect(await county.look('message-board', path)).toMatchObject({ status: 200, json: { ticketId: ownId } });
      expect((await county.look('message-board', '/v1/tickets')).json.items).toMatchObject([{ ticketId: ownId }]);
    });
  });

  describe('in the end', () => {
    it('both sides have the same books: each platform was told everything once and in its order', async () => {
      const { books } = county.simulator;
      await expect.poll(() => unfinished(county.huying.database), PATIENCE).toEqual([]);
      const heard = heardByThem(books);
      expect(heard).toEqual(await toldByUs(county.huying.database));
      expect(Object.values(heard).flat().length).toBeGreaterThan(50);
      expect(books.doubled()).toEqual([]);
      expect(books.failures).toEqual([]);
    });

    it('every event is one ticket, with every step once in its history, and there is no other', async () => {
      expect(new Set(await idsOfTickets(county.huying.database))).toEqual(tickets);
      expect(await ticketsWithGaps(county.huying.database)).toEqual([]);
    });

    it('every message could be handled', async () => {
      expect((await county.person('office', '/v1/dead-letters')).json).toEqual({ total: 0, items: [] });
    });
  });
}
