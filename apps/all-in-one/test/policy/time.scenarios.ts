import { describe, expect, it } from 'vitest';
import { PENSION } from './one-agency.scenarios.js';
import type { PolicyCounty } from './policy-county.js';

/** 限时办结 over holidays: these come first, as the year goes. */
export function scenariosOfSpring(told: () => PolicyCounty): void {
  describe('suspended over Spring Festival (挂账)', () => {
    it('and resumed: the time that was left is left still', async () => {
      const county = told();
      await county.passTo('2026-02-10 10:00:00');
      const id = await county.report('festival', PENSION);
      await county.bureau(id, 1, 'FEEDBACK', { opinion: '施工队放假' });
      await county.until(id, 'handling');
      await county.bureau(id, 1, 'SUSPEND_APPLY', { opinion: '经办人员放假' });
      await county.untilAsked(id, 'suspension');
      expect(await county.deadline(id, 'finish')).toMatchObject({ endsAt: '2026-02-24T09:30:00.000Z' });
      await county.done(id, 'suspend', { reason: '同意挂账', plan: '节后补缴', reviewOn: '2026-02-24' });
      expect(await county.deadline(id, 'finish')).toMatchObject({ state: 'paused', endsAt: null });
      expect((await county.told('xhxy', id, 2)).at(-1)).toMatchObject({ msgType: 'SUSPEND_REPLY', agreed: true });
      await county.passTo('2026-02-24 17:31:00');
      expect(await county.waiting(id)).toEqual(['suspension-review']);
      await county.passTo('2026-02-25 10:00:00');
      await county.done(id, 'resume', { reason: '已复工' });
      // It stood still for five working days; five after 24 February are 25, 26, 27, Saturday 28 (made up for) and 2 March.
      expect(await county.deadline(id, 'finish')).toMatchObject({
        state: 'running',
        endsAt: '2026-03-02T09:30:00.000Z',
      });
      await county.bureau(id, 1, 'RESOLVE', { opinion: '已补缴' });
      await county.until(id, 'resolved');
      await county.resident('festival', true, 5);
      await county.until(id, 'closed');
    });
  });

  describe('a Saturday that is made up for counts (调休)', () => {
    it('an agency that has to sign within two working hours from Friday afternoon is late on that Saturday', async () => {
      const county = told();
      await county.passTo('2026-02-27 16:30:00');
      const id = await county.report('saturday');
      // One working hour on Friday, the other on Saturday 28 February, which is worked.
      const end = { endsAt: '2026-02-28T02:00:00.000Z', state: 'running' };
      expect(await county.deadline(id, 'sign')).toMatchObject(end);
      expect((await county.deadline(id, 'contact')).arithmetic.join('\n')).toContain('春节调休上班');
      await county.passTo('2026-02-28 10:00:00');
      expect(await county.waiting(id)).toEqual([]);
      await county.passTo('2026-02-28 10:01:00');
      expect(await county.waiting(id)).toEqual(['overdue']);
      await county.station(id, 1, '已办结', { note: '已劝离' });
      await county.until(id, 'resolved');
      await county.resident('saturday', true, 5);
      await county.until(id, 'closed');
    });
  });
}

/** 限时办结 where the State Council has not published the year. It stops the process and opens it again. */
export function scenariosOfUnpublishedYear(told: () => PolicyCounty): void {
  describe('a year whose days off are not published', () => {
    it('is reckoned with for the time being and marked, and anew when it is there, once and on record', async () => {
      const county = told();
      await county.passTo('2026-12-30 10:00:00');
      const id = await county.report('unpublished');
      expect(await county.deadline(id, 'finish')).toMatchObject({
        endsAt: '2027-01-06T09:30:00.000Z',
        provisionalYear: 2027,
      });
      await county.close();
      county.publish(
        2027,
        'year: 2027\nsource: 示例\nholidays:\n  - { name: 元旦, from: 2027-01-01, to: 2027-01-03 }\n  - { name: 劳动节, from: 2027-05-01, to: 2027-05-05 }\n  - { name: 国庆节, from: 2027-10-01, to: 2027-10-07 }\n',
      );
      await county.open();
      await county.passTo('2026-12-31 10:00:00');
      expect(await county.deadline(id, 'finish')).toMatchObject({
        endsAt: '2027-01-07T09:30:00.000Z',
        provisionalYear: null,
      });
      const { history } = await county.doors.ticket(id);
      const anew = (history as { act: string; data?: { kind?: string } }[]).filter(
        ({ act, data }) => act === 'deadline-recomputed' && data?.kind === 'finish',
      );
      expect(anew).toHaveLength(1);
      await county.passTo('2027-01-06 18:00:00');
      expect(await county.deadline(id, 'finish')).toMatchObject({
        state: 'running',
        endsAt: '2027-01-07T09:30:00.000Z',
      });
      await county.station(id, 1, '已办结', { note: '已劝离' });
      await county.until(id, 'resolved');
      await county.resident('unpublished', true, 5);
      await county.until(id, 'closed');
    });
  });
}
