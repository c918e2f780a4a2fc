import { taskFlow } from '../domain/task.flow.js';
import type { Task } from '../persistence/task.entity.js';
import type { TicketSheet } from './ticket-sheet.js';

/** Marks tasks that have not ended as withdrawn; those that may stand at a platform are returned, to be told so. */
export function withdrawTasks(sheet: TicketSheet, tasks: readonly Task[]): Task[] {
  const open = tasks.filter((task) => !task.superseded && !taskFlow.states[task.state].final);
  const toTell = open.filter((task) => task.state !== 'undeliverable');
  for (const task of open) sheet.moveTask(task, 'withdrawn');
  return toTell;
}
