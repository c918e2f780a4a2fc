import type { DeskKind } from '../domain/desk-kinds.js';
import type { Task } from '../persistence/task.entity.js';
import type { TicketSheet } from './ticket-sheet.js';

/** Settles what waits at the desk about that task, of those kinds. */
export function settleOfTask(
  sheet: TicketSheet,
  task: Task,
  by: string,
  settlement: string,
  kinds: readonly DeskKind[],
): void {
  sheet.settleDesk(
    sheet.openDeskItems(...kinds).filter(({ taskId }) => taskId === task.id),
    by,
    settlement,
  );
}
