import type { CallbackReceived, PublicStatus } from '#libs/contracts';
import { taskStep } from '../domain/task-step.js';
import type { TaskState } from '../domain/task.flow.js';
import type { Task } from '../persistence/task.entity.js';
import { acceptTask } from './accept-task.js';
import { noteAcknowledgement } from './attendance-steps.js';
import { callbackFacts, ignoreCallback } from './callback-facts.js';
import { provedResult } from './proved-result.js';
import type { TicketSheet } from './ticket-sheet.js';

/** A handling agency reports on its task. */
export function followTaskCallback(
  sheet: TicketSheet,
  task: Task,
  callback: CallbackReceived & { status: PublicStatus },
): void {
  const actor = callback.platform;
  if (task.superseded) {
    ignoreCallback(sheet, callback, 'another task stands in the place of this one', task);
    return;
  }
  const step = taskStep(task.state, callback.status);
  if (step.kind === 'ignore') {
    ignoreCallback(sheet, callback, step.why, task);
    return;
  }
  acceptTask(sheet, task, actor, { proof: 'callback', reference: callback.reference });
  const data = callbackFacts(callback);
  if (callback.opinion !== undefined) task.opinion = callback.opinion;
  if (step.kind === 'ask-desk') {
    sheet.step({ act: 'suspension-requested', actor, task: { id: task.id }, reason: callback.opinion, data });
    sheet.openDesk('suspension', `${task.agencyName}申请挂账：${callback.opinion ?? '未说明理由'}`, {
      taskId: task.id,
    });
  } else if (step.kind === 'note' || task.state === step.to) {
    sheet.step({ act: 'task-noted', actor, task: { id: task.id }, reason: callback.opinion, data });
  } else if (step.to === 'done') {
    const proved = provedResult(sheet, task, callback);
    if (proved) move(sheet, task, 'done', proved);
  } else {
    move(sheet, task, step.to, callback);
  }
}

function move(sheet: TicketSheet, task: Task, to: TaskState, callback: CallbackReceived): void {
  if (to === 'returned') {
    task.reasonCode = callback.reasonCode ?? null;
    task.returnBasis = callback.legalBasis ?? null;
  }
  const { opinion, reasonCode, legalBasis, platform } = callback;
  sheet.step({
    act: `task-${to}`,
    actor: platform,
    task: { id: task.id, to },
    reason: opinion,
    data: callbackFacts(callback),
    report: { opinion, reasonCode, legalBasis },
  });
  noteAcknowledgement(sheet, task);
  const asked = sheet.openDeskItems('extension', 'suspension', 'proof').filter((item) => item.taskId === task.id);
  if (to !== 'extension-requested') sheet.settleDesk(asked, platform, '单位已继续处置。');
  if (to === 'returned') {
    const basis = [reasonCode, legalBasis, opinion].filter((part) => part !== undefined).join('；');
    sheet.openDesk('returned', `${task.agencyName}退单：${basis || '未说明理由'}`, { taskId: task.id });
  } else if (to === 'extension-requested') {
    sheet.openDesk('extension', `${task.agencyName}申请延期：${opinion ?? '未说明理由'}`, { taskId: task.id });
  }
}
