import type { Task } from '../../persistence/task.entity.js';
import type { TicketSheet } from '../ticket-sheet.js';

/** Lets the open returns among these tasks pass, since others are named in their place: those whose agencies are to be told. */
export function passReturns(sheet: TicketSheet, tasks: readonly Task[]): readonly Task[] {
  const passed = tasks.filter(({ state }) => state === 'return-requested');
  for (const task of passed) sheet.moveTask(task, 'returned');
  return passed;
}
