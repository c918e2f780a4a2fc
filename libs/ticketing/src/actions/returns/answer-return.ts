import type { Task } from '../../persistence/task.entity.js';
import type { OpenRequest } from '../requests/request-answered.js';
import type { TicketSheet } from '../ticket-sheet.js';

interface Answer {
  readonly actor: string;
  readonly reason: string;
}

/** The return passes: the agency is free of the task, and the office has to name another one. */
export function acceptReturn(sheet: TicketSheet, { item, task }: OpenRequest, { actor, reason }: Answer): void {
  const { reasonCode, legalBasis, madeAt } = (item.data ?? {}) as Partial<Record<string, string>>;
  if (item.kind === 'return-late') {
    Object.assign(task, { reasonCode: reasonCode ?? null, returnBasis: legalBasis ?? null });
    task.returnedAt = new Date(madeAt!);
    sheet.ticket.returnCount += 1;
  }
  sheet.step({ act: 'return-accepted', actor, task: { id: task.id, to: 'returned' }, reason });
  sheet.settleDesk(openAbout(sheet, task), actor, reason);
  sheet.openDesk('reassign', `${task.agencyName}退单成立，请指定承办单位。`, { taskId: task.id });
  sheet.answer(task, { to: 'return', granted: true, opinion: reason });
}

/** The return does not pass: the task goes on where it stood. */
export function refuseReturn(sheet: TicketSheet, { item, task }: OpenRequest, { actor, reason }: Answer): void {
  const back = task.state === 'return-requested' ? { to: task.stateBefore ?? ('handling' as const) } : {};
  sheet.step({ act: 'return-refused', actor, task: { id: task.id, ...back }, reason });
  sheet.settleDesk([item], actor, reason);
  sheet.answer(task, { to: 'return', granted: false, opinion: reason });
}

/** Whatever the agency still waits for about that task has no object any more. */
function openAbout(sheet: TicketSheet, task: Task) {
  return sheet.openDeskItems().filter(({ taskId }) => taskId === task.id);
}
