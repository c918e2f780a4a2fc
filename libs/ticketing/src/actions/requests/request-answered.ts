import { Problem } from '#libs/runtime';
import type { DeskKind } from '../../domain/desk-kinds.js';
import type { DeskItem } from '../../persistence/desk-item.entity.js';
import type { Task } from '../../persistence/task.entity.js';
import type { TicketSheet } from '../ticket-sheet.js';

/** A request that waits at the desk, and the task that it is about. */
export interface OpenRequest {
  readonly item: DeskItem;
  readonly task: Task;
}

/** Whether a request of those kinds waits. */
export function hasRequest(sheet: TicketSheet, ...kinds: readonly DeskKind[]): boolean {
  return sheet.openDeskItems(...kinds).length > 0;
}

/** The request that an act answers: the only one, or the one of the task that it names. Throws `invalid-fields`. */
export function requestAnswered(
  sheet: TicketSheet,
  taskId: string | undefined,
  ...kinds: readonly DeskKind[]
): OpenRequest {
  const items = sheet.openDeskItems(...kinds).filter((item) => taskId === undefined || item.taskId === taskId);
  const [item] = items;
  const task = sheet.tasks.find(({ id }) => id === item?.taskId);
  if (items.length === 1 && item && task) return { item, task };
  const waiting = sheet.openDeskItems(...kinds).map((one) => one.taskId);
  const message = `must name the task whose request is answered: ${waiting.join(', ')}`;
  throw new Problem('invalid-fields', `$.task: ${message}`, { errors: [{ path: '$.task', message }] });
}
