import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ticketIdOf } from '#libs/contracts';
import { FOR_NOBODY } from '../samples.js';
import type { PolicyCounty } from './policy-county.js';

const [SCJG, ZHZF, PCS] = ['371402101-SCJG', '371402101-ZHZF', '371402101-PCS'];
const PLACE = '示例镇集贸市场东门';

/** An event whose ticket is among the tenth that is looked at again: the draw is of the ticket's id. */
const SAMPLED = Array.from({ length: 200 }, (_, number) => `audit-${number}`).find(
  (eventId) =>
    createHash('sha256')
      .update(ticketIdOf('grid', 0, eventId))
      .digest()
      .readUIntBE(0, 6) /
      2 ** 48 <
    0.1,
)!;

/** 联合执法, 回访 and 问效. */
export function scenariosOfGates(told: () => PolicyCounty): void {
  describe('what needs several stations is a joint enforcement led by the office (联合执法)', () => {
    it('three stations, one late, one absent: on record by themselves, and 办结 when each is done or waived and the minutes are written', async () => {
      const county = told();
      await county.passTo('2026-03-16 10:00:00');
      const id = await county.report('joint', FOR_NOBODY, 'at-desk');
      const at = '2026-03-17T09:00:00+08:00';
      await county.done(id, 'convene', {
        agencies: [SCJG, ZHZF, PCS],
        lead: ZHZF,
        at,
        place: PLACE,
        reason: '集市整治',
      });
      await county.until(id, 'dispatched');
      for (const task of [1, 2, 3]) await county.station(id, task, '已签收');
      await county.until(id, attended('acknowledged', 'acknowledged', 'acknowledged'));
      // 09:20 is within the grace of half an hour; after 09:30 the others are absent, and one comes at 09:50 after all.
      await county.passTo('2026-03-17 09:20:00');
      await county.station(id, 1, '已到场', { note: PLACE });
      await county.until(id, attended('arrived', 'acknowledged', 'acknowledged'));
      await county.passTo('2026-03-17 09:50:00');
      await county.until(id, attended('arrived', 'absent', 'absent'));
      await county.done(id, 'record-arrival', { agency: SCJG, reason: '到场签到', place: PLACE });
      await county.until(id, attended('arrived', 'late', 'absent'));

      await county.station(id, 1, '已办结', { note: '摊位已规范。' });
      await county.station(id, 2, '已办结', { note: '无照经营已立案。' });
      await county.until(id, ({ tasks }) => tasks.filter(({ state }) => state === 'done').length === 2);
      await county.done(id, 'waive-member', { agency: PCS, reason: '当日处置突发警情' });
      await county.untilAsked(id, 'minutes-due');
      for (const act of ['resolve', 'close'])
        expect(await county.act(id, act, { reason: '算了' })).toMatchObject({ status: 409 });
      const minuted = await county.done(id, 'minutes', { text: '现场清理占道摊位十二处。', reason: '会后整理' });
      expect(minuted).toMatchObject({
        state: 'resolved',
        minutes: {
          participants: [
            { agency: ZHZF, role: 'lead', attendance: 'arrived' },
            { agency: SCJG, attendance: 'late' },
            { agency: PCS, attendance: 'waived', waiver: '当日处置突发警情' },
          ],
        },
      });
      await county.resident('joint', true, 5);
      await county.until(id, 'closed');
      expect((await county.told('stations', id, 4)).map(({ way }) => way).toSorted()).toEqual([
        'tasks',
        'tasks',
        'tasks',
        'withdraw',
      ]);
    });
  });

  describe('dissatisfied twice (回访, 重办)', () => {
    it('is redone once by itself, and then the office decides: another agency, and it is asked again', async () => {
      const county = told();
      await county.passTo('2026-03-18 10:00:00');
      const id = await county.report('twice');
      await county.station(id, 1, '已办结', { note: '已劝离' });
      await county.until(id, 'resolved');
      await county.resident('twice', false, 2);
      await county.until(id, ({ state, tasks }) => state === 'dispatched' && tasks.length === 2);
      expect(await county.deadline(id, 'finish')).toMatchObject({
        state: 'running',
        endsAt: '2026-03-25T09:30:00.000Z',
      });
      await county.station(id, 2, '已办结', { note: '再次劝离' });
      await county.until(id, 'resolved');
      await county.resident('twice', false, 1);
      await county.untilAsked(id, 'redo');
      expect((await county.waiting(id)).toSorted()).toEqual(['bad-rating', 'redo']);
      // A bad rating (差评) is put right first.
      expect(await county.act(id, 'close', { reason: '算了' })).toMatchObject({ status: 409 });
      await county.done(id, 'rectify', { finding: 'upheld', reason: '已批评教育，当面致歉' });
      await county.done(id, 'assign', { agency: SCJG, reason: '改由市场监管所承办' });
      await county.until(id, 'dispatched');
      await county.station(id, 3, '已办结', { note: '已设置隔离设施' });
      await county.until(id, 'resolved');
      await county.resident('twice', true, 5);
      expect(await county.until(id, 'closed')).toMatchObject({ round: 3, closing: { round: 3, how: 'revisit' } });
    });
  });

  describe('问效 finds it back and opens it again', () => {
    it('thirty days after 结案, with a task and a limit of its own, and everybody is told', async () => {
      const county = told();
      await county.passTo('2026-03-19 10:00:00');
      const id = await county.report(SAMPLED);
      await county.station(id, 1, '已办结', { note: '已劝离' });
      await county.until(id, 'resolved');
      await county.resident(SAMPLED, true, 5);
      await county.until(id, 'closed');
      expect(await county.deadline(id, 'audit')).toMatchObject({ state: 'running' });
      await county.passTo('2026-04-21 10:00:00');
      expect(await county.waiting(id)).toEqual(['audit-due']);
      await county.done(id, 'audit', { finding: 'recurred', reason: '摊贩回潮' });
      await county.until(id, ({ state, tasks }) => state === 'dispatched' && tasks.length === 2);
      await county.station(id, 2, '已办结', { note: '已设置隔离设施' });
      await county.until(id, 'resolved');
      await county.resident(SAMPLED, true, 5);
      expect(await county.until(id, 'closed')).toMatchObject({
        round: 2,
        audits: [{ finding: 'recurred', round: 1 }, {}],
      });
      const reports = (await county.told('grid', id, 10)).map(({ status }) => status);
      expect(reports).toEqual(['10', '20', '50', '60', '70', '10', '20', '50', '60', '70']);
      await county.passTo('2026-05-25 10:00:00');
      await county.done(id, 'audit', { finding: 'holds', reason: '现场未见摊贩' });
      expect(await county.doors.ticket(id)).toMatchObject({ state: 'closed', round: 2 });
    });
  });
}

function attended(...wanted: string[]) {
  return ({ tasks }: { tasks: object[] }): boolean =>
    tasks.map((task) => (task as { attendance: string }).attendance).join() === wanted.join();
}
