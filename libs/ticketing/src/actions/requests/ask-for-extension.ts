import type { Task } from '../../persistence/task.entity.js';
import type { TicketSheet } from '../ticket-sheet.js';

/** 延期申请: on record and before the office. The deadline stands until it is answered. */
export function askForExtension(
  sheet: TicketSheet,
  task: Task,
  { actor, opinion, data }: { actor: string; opinion?: string | undefined; data?: Record<string, unknown> },
): void {
  sheet.step({
    act: 'task-extension-requested',
    actor,
    task: { id: task.id, to: 'extension-requested' },
    reason: opinion,
    data,
    report: opinion === undefined ? {} : { opinion },
  });
  sheet.clocks.start('extension-answer', { task, limit: sheet.rulebook.desk.waitOf('extension') });
  sheet.openDesk('extension', `${task.agencyName}申请延期：${opinion ?? '未说明理由'}`, { taskId: task.id });
}
