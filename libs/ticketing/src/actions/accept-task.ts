import { allows } from '../domain/flow.js';
import { taskFlow } from '../domain/task.flow.js';
import type { Task } from '../persistence/task.entity.js';
import type { TicketSheet } from './ticket-sheet.js';

/** How we know that the platform has the task: its reply, a callback that names it, or a person who asked. */
export interface Acceptance {
  readonly proof: 'reply' | 'callback' | 'person';
  readonly reference?: string | undefined;
  readonly reason?: string;
}

/** The task is at its platform. Nothing happens when that was known; its reference is kept in any case. */
export function acceptTask(sheet: TicketSheet, task: Task, actor: string, acceptance: Acceptance): void {
  const { proof, reference, reason } = acceptance;
  if (reference !== undefined && task.outsideReference === null) task.outsideReference = reference;
  if (task.acceptedAt !== null || !allows(taskFlow, task.state, 'delivered')) return;
  task.acceptedAt = sheet.now;
  sheet.ticket.dispatchedAt ??= sheet.now;
  const items = sheet.openDeskItems('unconfirmed', 'undeliverable').filter((item) => item.taskId === task.id);
  sheet.settleDesk(items, actor, '已证实送达。');
  sheet.clocks.start('return-window', { task, limit: sheet.rulebook.returns.window });
  sheet.step({
    act: 'task-delivered',
    actor,
    task: { id: task.id, to: 'delivered' },
    reason,
    data: { proof, ...(reference === undefined ? {} : { reference }) },
  });
}
