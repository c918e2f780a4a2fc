import type { DeskKind } from '../../domain/desk-kinds.js';
import type { Task } from '../../persistence/task.entity.js';
import { settleOfTask } from '../settle-of-task.js';
import type { TicketSheet } from '../ticket-sheet.js';

/** What an agency may have asked for about a task, and what waits to be decided about it. */
const REQUESTS: readonly DeskKind[] = [
  'returned',
  'return-incomplete',
  'return-late',
  'ruling-due',
  'objection',
  'reassign',
  'extension',
  'suspension',
];

/** The task is done or out of the agency's hands: what it asked for has no object any more. */
export function endRequests(sheet: TicketSheet, task: Task, by: string, settlement: string): void {
  settleOfTask(sheet, task, by, settlement, REQUESTS);
  sheet.clocks.drop('extension-answer', task);
  endRuling(sheet, 'drop');
}

/** The time for a ruling ends with the last one that is due. */
export function endRuling(sheet: TicketSheet, how: 'meet' | 'drop'): void {
  if (sheet.openDeskItems('ruling-due').length > 0) return;
  if (how === 'meet') sheet.clocks.meet('ruling');
  else sheet.clocks.drop('ruling');
}
