import { afterTheGrace } from '../../domain/attendance.js';
import type { Deadline } from '../../persistence/deadline.entity.js';
import type { TicketSheet } from '../ticket-sheet.js';
import { escalateBreach } from './escalate.js';

/** The time to be there, and the grace, have passed: a convened member is absent (缺席), by itself and on record. */
export function noteAbsence(sheet: TicketSheet, deadline: Deadline): void {
  const task = sheet.tasks.find(({ id }) => id === deadline.taskId);
  if (task && task.attendance !== null) {
    task.attendance = afterTheGrace(task.attendance);
    const { agency, attendance } = task;
    const data = { agency, attendance, latest: deadline.endsAt?.toISOString() };
    sheet.step({ act: `member-${attendance}`, actor: 'system', to: sheet.ticket.state, task: { id: task.id }, data });
  }
  escalateBreach(sheet, deadline);
}

/** 问效: the time has come to look whether it stayed solved. */
export function askForAudit(sheet: TicketSheet): void {
  sheet.openDesk('audit-due', '结案已满期限，请问效：问题是否真正解决、有无反弹。', { data: { cause: 'sampled' } });
}

/** 回访: the source asks the resident itself and has not said what came of it, so that the office asks. */
export function askForRevisit(sheet: TicketSheet): void {
  sheet.openDesk('revisit-due', '来源平台逾期未告知回访结果，请办公室回访。');
  sheet.clocks.start('revisit');
}
