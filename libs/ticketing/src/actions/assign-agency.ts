import { Problem } from '#libs/runtime';
import type { Task } from '../persistence/task.entity.js';
import { newTask } from './new-task.js';
import type { TicketSheet } from './ticket-sheet.js';
import { withdrawTasks } from './withdraw-tasks.js';

const SETTLED_BY_ASSIGNING = [
  'no-match',
  'ambiguous',
  'no-township',
  'returned',
  'refused',
  'undeliverable',
  'unconfirmed',
  'redo',
  'revisit-due',
] as const;

/** A person names the agency: a new task takes the place of those that came to nothing; tasks under way go on. */
export function assignAgency(
  sheet: TicketSheet,
  order: { actor: string; reason: string; agency: string | undefined },
): void {
  const { actor, reason } = order;
  const agency = order.agency === undefined ? undefined : sheet.rulebook.agencies.find(order.agency);
  if (!agency) {
    const message = 'must be the code of an agency of agencies.yml';
    throw new Problem('invalid-fields', `$.agency: ${message}`, { errors: [{ path: '$.agency', message }] });
  }
  const replaced =
    sheet.ticket.state === 'resolved' ? [...sheet.currentTasks] : sheet.currentTasks.filter(cameToNothing);
  const toTell = withdrawTasks(sheet, replaced);
  for (const task of replaced) task.superseded = true;
  const task = newTask({
    ticketId: sheet.ticket.id,
    number: sheet.tasks.length + 1,
    role: replaced[0]?.role ?? 'lead',
    agency,
    legalBasis: replaced[0]?.legalBasis ?? undefined,
    instruction: reason,
    now: sheet.now,
  });
  sheet.addTask(task);
  sheet.step({
    act: 'assigned',
    actor,
    task: { id: task.id },
    reason,
    data: { agency: agency.code, replaced: replaced.map(({ id }) => id) },
  });
  for (const old of toTell) sheet.request('withdrawal', old);
  sheet.request(task.kind, task);
  sheet.settleDesk(sheet.openDeskItems(...SETTLED_BY_ASSIGNING), actor, `已派${agency.name}。`);
}

function cameToNothing({ state }: Task): boolean {
  return state === 'returned' || state === 'refused' || state === 'undeliverable' || state === 'unconfirmed';
}
