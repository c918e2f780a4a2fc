import { describe, expect, it } from 'vitest';
import type { PolicyCounty } from './policy-county.js';

/** The district's business: a bureau's, by 《示例县属地管理责任清单》第39项. */
export const PENSION = { caseName: '养老保险未缴', caseDesc: '单位三年未缴养老保险。', caseType: '劳动和社会保障' };
const NOT_OURS = { opinion: '非本单位职责', reasonCode: 'R02', legalBasis: '《示例县属地管理责任清单》第51项' };

/** 受理+处置 and 反馈, where one agency has it. */
export function scenariosOfOneAgency(told: () => PolicyCounty): void {
  describe('what a station can settle on the spot it settles at once and tells the office (当场处置)', () => {
    it('with what it found there on record, and every step told to the grid system', async () => {
      const county = told();
      await county.passTo('2026-03-02 09:00:00');
      const id = await county.report('spot');
      await county.station(id, 1, '调查中', { note: '两个摊位占用盲道', place: '集市口东侧', handler: '承办人甲' });
      await county.until(id, 'handling');
      await county.station(id, 1, '已办结', { note: '已劝离' });
      const resolved = await county.until(id, 'resolved');
      expect(resolved).toMatchObject({
        tasks: [{ kind: 'dispatch', agency: '371402101-ZHZF', state: 'done' }],
        investigations: [{ finding: '两个摊位占用盲道', place: '集市口东侧', investigator: '承办人甲' }],
      });
      await county.resident('spot', true, 5);
      expect(await county.until(id, 'closed')).toMatchObject({ closing: { how: 'revisit', satisfaction: 5 } });
      const reports = await county.told('grid', id, 6);
      expect(reports.map(({ status }) => status)).toEqual(['10', '20', '30', '50', '60', '70']);
      expect((await county.told('stations', id, 1)).map(({ way }) => way)).toEqual(['tasks']);
    });
  });

  describe('what belongs to a bureau goes up through the 乡呼县应 platform (乡呼县应)', () => {
    it('and is signed, worked on and solved there', async () => {
      const county = told();
      await county.passTo('2026-03-03 09:00:00');
      const id = await county.report('call', PENSION);
      for (const [msgType, state] of [
        ['SIGN', 'accepted'],
        ['FEEDBACK', 'handling'],
        ['RESOLVE', 'resolved'],
      ] as const) {
        await county.bureau(id, 1, msgType, { opinion: '单位已补缴' });
        await county.until(id, state);
      }
      await county.resident('call', true, 4);
      expect(await county.until(id, 'closed')).toMatchObject({
        tasks: [{ kind: 'call', agency: '371402-RSJ', state: 'done' }],
      });
      expect(await county.told('xhxy', id, 1)).toMatchObject([{ msgType: 'CALL', caseNo: `${id}-1` }]);
    });
  });

  describe('a wrong bureau returns it twice and is ruled upon (退单裁定)', () => {
    it('keeps it until then (首接负责), nobody else gets it, and the ruling binds', async () => {
      const county = told();
      await county.passTo('2026-03-04 09:00:00');
      const id = await county.report('wrong', PENSION);
      const { endsAt } = await county.deadline(id, 'finish');
      await county.bureau(id, 1, 'RETURN', NOT_OURS);
      await county.untilAsked(id, 'returned');
      await county.done(id, 'refuse-return', { reason: '清单第39项列明由你局牵头' });
      await county.until(id, 'dispatched');
      await county.bureau(id, 1, 'RETURN', NOT_OURS);
      await county.untilAsked(id, 'ruling-due');
      expect(await county.deadline(id, 'ruling')).toMatchObject({
        state: 'running',
        endsAt: '2026-03-06T09:30:00.000Z',
      });
      for (const [act, more] of [
        ['assign', { agency: '371402-ZJJ' }],
        ['accept-return', {}],
        ['refuse-return', {}],
        ['close', {}],
      ] as const)
        expect(await county.act(id, act, { reason: '改派', ...more })).toMatchObject({ status: 409 });
      expect(await county.doors.ticket(id)).toMatchObject({
        state: 'returned',
        tasks: [{ state: 'return-requested' }],
      });

      await county.done(id, 'rule', { reason: '依清单裁定由住建局承办', agency: '371402-ZJJ' });
      await county.until(id, 'dispatched');
      expect(await county.deadline(id, 'finish')).toMatchObject({ state: 'running', endsAt });
      await county.bureau(id, 2, 'RETURN', NOT_OURS);
      expect((await county.untilAsked(id, 'objection')).tasks).toMatchObject([
        { state: 'returned' },
        { state: 'delivered' },
      ]);
      await county.bureau(id, 2, 'RESOLVE', { opinion: '已责令补缴' });
      await county.until(id, 'resolved');
      expect(await county.waiting(id)).toEqual([]);
      await county.resident('wrong', true, 3);
      await county.until(id, 'closed');
      const replies = (await county.told('xhxy', id, 4)).map(({ msgType, agreed }) => [msgType, agreed]);
      expect(replies).toEqual([
        ['CALL', undefined],
        ['RETURN_REPLY', false],
        ['RETURN_REPLY', true],
        ['CALL', undefined],
      ]);
    });
  });

  describe('an extension asked for at the last minute is refused (延期)', () => {
    it('the deadline stands, and the agency is told', async () => {
      const county = told();
      await county.passTo('2026-03-06 09:00:00');
      const id = await county.report('last-minute', PENSION);
      await county.bureau(id, 1, 'SIGN');
      await county.until(id, 'accepted');
      const { endsAt } = await county.deadline(id, 'finish');
      expect(endsAt).toBe('2026-03-13T09:30:00.000Z');
      await county.passTo('2026-03-13 17:29:00');
      await county.bureau(id, 1, 'EXTEND_APPLY', { opinion: '等材料', extendReason: '材料未齐' });
      await county.untilAsked(id, 'extension');
      await county.passTo('2026-03-13 18:30:00');
      await county.done(id, 'refuse-extension', { reason: '应提前申请' });
      const after = await county.doors.ticket(id);
      expect(after).toMatchObject({ state: 'accepted', tasks: [{ state: 'signed' }] });
      expect(await county.deadline(id, 'finish')).toMatchObject({ endsAt, state: 'running' });
      expect(after.history.map(({ act }) => act)).toContain('deadline-overdue');
      expect((await county.told('xhxy', id, 2)).at(-1)).toMatchObject({ msgType: 'EXTEND_REPLY', agreed: false });
      await county.bureau(id, 1, 'RESOLVE', { opinion: '已补缴' });
      await county.until(id, 'resolved');
      await county.resident('last-minute', true, 4);
      await county.until(id, 'closed');
    });
  });
}
