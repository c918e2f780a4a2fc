import { limitText } from '#libs/worktime';
import { shanghaiMinute } from '../../domain/shanghai-day.js';
import { addresseeOf } from '../../domain/supervision/addressee.js';
import { nameOf } from '../deadlines/escalate.js';
import { issueNotice } from './issue-notice.js';
import { noticeStep, type SupervisedSheet } from './supervised-sheet.js';

/**
 * Issues what is due by now, for every task of the ticket that is late. Of several rungs that have come due at once, because
 * nobody looked for a while, all are on record in order, and each addressee is told the highest of those that are theirs: an
 * agency is not sent two papers for one delay, and its superior is not left without theirs because the leaders have one too.
 */
export function climbLadder(sheet: SupervisedSheet): void {
  const { agencies } = sheet.rulebook;
  for (const task of sheet.ladder.climbers) {
    const due = sheet.ladder.due(task).map((one) => ({ ...one, addressee: addresseeOf(one.rung, task, agencies) }));
    due.forEach(({ rung, at, deadline, addressee }, index) => {
      const higher = due.slice(index + 1).some((other) => other.at && other.addressee.code === addressee.code);
      const missed = deadline ? nameOf(deadline) : '';
      const reason = at ? `${missed}超期已满${limitText(rung.trigger!.after)}` : '更高一级已到期';
      issueNotice(sheet, {
        task,
        rung,
        addressee,
        deadline,
        dueAt: at ?? null,
        actor: 'system',
        reason,
        overtaken: higher || at === undefined,
      });
    });
  }
}

/** A receipt that did not come in its time is the office's to ask for: once for each notice. */
export function askForReceipts(sheet: SupervisedSheet): void {
  for (const notice of sheet.ladder.unreceived) {
    notice.unreceivedAt = sheet.now;
    noticeStep(sheet, notice, {
      act: 'unreceived',
      actor: 'system',
      data: { receiptBy: notice.receiptBy!.toISOString() },
    });
    sheet.openDesk(
      'supervision-unreceived',
      `${notice.addresseeName}未在${shanghaiMinute(notice.receiptBy!)}前签收${notice.name}。`,
      { taskId: notice.taskId, data: { notice: notice.id } },
    );
  }
}
