import type { CallbackReceived, PublicStatus } from '#libs/contracts';
import { taskStep } from '../domain/task-step.js';
import type { TaskState } from '../domain/task.flow.js';
import type { Task } from '../persistence/task.entity.js';
import { acceptTask } from './accept-task.js';
import { noteAcknowledgement } from './attendance-steps.js';
import { callbackFacts, ignoreCallback } from './callback-facts.js';
import { provedResult } from './proved-result.js';
import { recordFinding } from './investigate-task.js';
import { askForExtension } from './requests/ask-for-extension.js';
import { endRequests } from './requests/end-requests.js';
import { requestReturn } from './returns/request-return.js';
import { settleOfTask } from './settle-of-task.js';
import type { TicketSheet } from './ticket-sheet.js';

type StatusCallback = CallbackReceived & { status: PublicStatus };

/** A handling agency reports on its task. */
export function followTaskCallback(sheet: TicketSheet, task: Task, callback: StatusCallback): void {
  const actor = callback.platform;
  if (task.superseded) {
    ignoreCallback(sheet, callback, 'another task stands in the place of this one', task);
    return;
  }
  const step = taskStep(task.state, callback.status, task.stateBefore);
  if (step.kind === 'ignore') {
    ignoreCallback(sheet, callback, step.why, task);
    return;
  }
  acceptTask(sheet, task, actor, { proof: 'callback', reference: callback.reference });
  const data = callbackFacts(callback);
  const reason = callback.opinion;
  if (reason !== undefined) task.opinion = reason;
  if (step.kind === 'ask-desk') {
    sheet.step({ act: 'suspension-requested', actor, task: { id: task.id }, reason, data });
    sheet.openDesk('suspension', `${task.agencyName}申请挂账：${reason ?? '未说明理由'}`, { taskId: task.id });
  } else if (step.kind === 'go-on') {
    task.stateBefore = step.to;
    sheet.step({ act: `task-${step.to}`, actor, task: { id: task.id }, reason, data });
  } else if (step.kind === 'note' || task.state === step.to) {
    sheet.step({ act: 'task-noted', actor, task: { id: task.id }, reason, data });
  } else if (step.to === 'done') {
    const proved = provedResult(sheet, task, callback);
    if (proved) move(sheet, task, 'done', proved);
  } else {
    move(sheet, task, step.to, callback);
  }
  recordFinding(sheet, task, callback);
}

function move(sheet: TicketSheet, task: Task, to: TaskState, callback: StatusCallback): void {
  const { opinion, reasonCode, legalBasis, platform: actor } = callback;
  const data = callbackFacts(callback);
  if (to === 'return-requested') {
    const madeAt = new Date(callback.receivedAt);
    requestReturn(sheet, task, { actor, madeAt, reasonCode, legalBasis, opinion, data });
  } else if (to === 'extension-requested') {
    askForExtension(sheet, task, { actor, opinion, data });
  } else {
    sheet.step({ act: `task-${to}`, actor, task: { id: task.id, to }, reason: opinion, data, report: { opinion } });
    noteAcknowledgement(sheet, task);
    settleOfTask(sheet, task, actor, '单位已继续处置。', ['proof']);
    if (to === 'done') endRequests(sheet, task, actor, '单位已办结。');
  }
}
