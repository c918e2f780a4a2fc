import { RELEASED_HOW, type Notice, type ReleasedHow } from '../../persistence/notice.entity.js';
import { itemsOf, noticeStep, type SupervisedSheet } from './supervised-sheet.js';

/** Who says something of a notice, and in what words. */
interface Said {
  /** Account or platform. */
  readonly actor: string;
  readonly reason?: string | undefined;
  /** That the office wrote it down for the addressee, or the platform's own facts. */
  readonly data?: Record<string, unknown>;
}

/** 督办签收: the addressee has it. Nothing happens when that was known. */
export function receiveNotice(sheet: SupervisedSheet, notice: Notice, { actor, reason, data }: Said): void {
  if (notice.receivedAt !== null) return;
  Object.assign(notice, { receivedAt: sheet.now, receivedBy: actor });
  noticeStep(sheet, notice, { act: 'received', actor, reason, data: { ...data, late: notice.unreceivedAt !== null } });
  sheet.settleDesk(itemsOf(sheet, notice), actor, `${notice.name}已签收。`);
}

/** 督办反馈: the addressee says what is done about it. Whoever answers has received it; the last answer stands, the history has all. */
export function answerNotice(
  sheet: SupervisedSheet,
  notice: Notice,
  { answer, ...said }: Said & { answer: string },
): void {
  receiveNotice(sheet, notice, said);
  Object.assign(notice, { answeredAt: sheet.now, answeredBy: said.actor, answer });
  noticeStep(sheet, notice, {
    act: 'answered',
    actor: said.actor,
    reason: answer,
    ...(said.data && { data: said.data }),
  });
}

/** 解除: nothing comes of it any more. */
export function releaseNotice(
  sheet: SupervisedSheet,
  notice: Notice,
  { how, actor, reason }: { how: ReleasedHow; actor: string; reason?: string },
): void {
  Object.assign(notice, { releasedAt: sheet.now, releasedHow: how, releasedBy: actor, releaseReason: reason ?? null });
  noticeStep(sheet, notice, { act: 'released', actor, reason: reason ?? RELEASED_HOW[how], data: { how } });
  sheet.settleDesk(itemsOf(sheet, notice), actor, `${notice.name}已解除：${reason ?? RELEASED_HOW[how]}。`);
}
