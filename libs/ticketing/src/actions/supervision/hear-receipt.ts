import type { CallbackReceived } from '#libs/contracts';
import type { Task } from '../../persistence/task.entity.js';
import { answerNotice, receiveNotice } from './settle-notice.js';
import type { SupervisedSheet } from './supervised-sheet.js';

/**
 * The platform of an agency says that it has its notices (督办签收), in words of its own what is done about them. It names no
 * notice: it means all that the agency was told about this task and has not acknowledged yet.
 */
export function hearReceipt(
  sheet: SupervisedSheet,
  task: Task,
  { platform, opinion, callbackId }: CallbackReceived,
): void {
  const meant = sheet.ladder.open.filter(
    ({ taskId, addressee, receivedAt }) => taskId === task.id && addressee === task.agency && receivedAt === null,
  );
  const said = { actor: platform, data: { callbackId } };
  for (const notice of meant) {
    if (opinion === undefined) receiveNotice(sheet, notice, said);
    else answerNotice(sheet, notice, { ...said, answer: opinion });
  }
}
