import { IsString, MaxLength } from 'class-validator';
import type { Agency } from '../../domain/agencies.js';
import { taskFlow, type TaskState } from '../../domain/task.flow.js';
import type { Task } from '../../persistence/task.entity.js';
import { conveneMember } from '../joint.js';
import { newTask } from '../new-task.js';
import { awaitsRedo, openRound } from '../open-round.js';
import { endRequests } from '../requests/end-requests.js';
import { passReturns } from '../returns/pass-returns.js';
import type { TicketSheet } from '../ticket-sheet.js';
import { withdrawTasks } from '../withdraw-tasks.js';
import { ActInput, type Act, type Order } from './act.js';
import { namedAgency } from './named-agency.js';
import { refusal } from './refusal.js';

export class AssignInput extends ActInput {
  /** Code of the agency. */
  @IsString() @MaxLength(64) agency: string;
}

/** What no longer waits once somebody is named. */
export const SETTLED_BY_ASSIGNING = [
  'no-match',
  'ambiguous',
  'no-township',
  'reassign',
  'refused',
  'undeliverable',
  'unconfirmed',
  'redo',
  'revisit-due',
  'unmerged',
] as const;

/** A person names the agency: a new task takes the place of those that came to nothing; tasks under way go on. */
export const assignAct: Act<AssignInput> = {
  name: 'assign',
  label: '派发',
  summary: 'Name the agency that shall handle it: it gets a task in the place of those that came to nothing',
  input: AssignInput,
  // What an agency has in hand is not decided over its head.
  may: (sheet) =>
    // Until the ruling the first receiver keeps it (首接负责).
    sheet.openDeskItems('ruling-due').length === 0 &&
    (sheet.ticket.state === 'at-desk' || sheet.ticket.state === 'returned' || awaitsRedo(sheet)),
  apply: assignAgency,
};

function assignAgency(sheet: TicketSheet, order: Order<AssignInput>): void {
  const { actor, reason } = order;
  const agency = namedAgency(sheet, order.agency, '$.agency');
  if (sheet.ticket.state === 'resolved') {
    openRound(sheet, { because: 'office', actor, reason, agencies: [agency] });
    settle(sheet, actor, agency);
    return;
  }
  const replaced = sheet.currentTasks.filter(cameToNothing);
  if (sheet.currentTasks.some((task) => task.agency === agency.code && isAtWork(task)))
    throw refusal(
      '$.agency',
      'has a task of this ticket in hand: name another one, or go on without the member (waive-member)',
    );
  const passed = passReturns(sheet, replaced);
  const toTell = withdrawTasks(sheet, replaced);
  for (const task of replaced) task.superseded = true;
  const task = newTask({
    ticketId: sheet.ticket.id,
    number: sheet.tasks.length + 1,
    round: sheet.ticket.round,
    role: replaced[0]?.role ?? 'lead',
    agency,
    legalBasis: replaced[0]?.legalBasis ?? undefined,
    instruction: reason,
    now: sheet.now,
  });
  if (sheet.ticket.joint) conveneMember(sheet, task, sheet.ticket.joint);
  sheet.addTask(task);
  sheet.step({
    act: 'assigned',
    actor,
    task: { id: task.id },
    reason,
    data: { agency: agency.code, replaced: replaced.map(({ id }) => id) },
  });
  for (const old of toTell) sheet.request('withdrawal', old);
  for (const old of passed) sheet.answer(old, { to: 'return', granted: true, opinion: reason });
  sheet.request(task.kind, task);
  for (const old of replaced) endRequests(sheet, old, actor, `已派${agency.name}。`);
  settle(sheet, actor, agency);
}

function settle(sheet: TicketSheet, actor: string, agency: Agency): void {
  sheet.settleDesk(sheet.openDeskItems(...SETTLED_BY_ASSIGNING), actor, `已派${agency.name}。`);
}

const TO_NOTHING: ReadonlySet<TaskState> = new Set([
  'return-requested',
  'returned',
  'refused',
  'undeliverable',
  'unconfirmed',
]);

function isAtWork(task: Task): boolean {
  return !cameToNothing(task) && !taskFlow.states[task.state].final;
}

/** A task that nobody works on any more, though it was not done; or that its agency does not want. */
export function cameToNothing({ state }: Task): boolean {
  return TO_NOTHING.has(state);
}
