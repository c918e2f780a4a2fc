import type { TicketState } from '../domain/ticket.flow.js';
import type { JointEnforcement } from '../domain/joint-enforcement.js';
import type { Task } from '../persistence/task.entity.js';
import type { TicketSheet } from './ticket-sheet.js';

/** Where a joint enforcement is over, or is its main ticket's. */
const NOT_UNDER_WAY: ReadonlySet<TicketState> = new Set(['resolved', 'verified', 'merged']);

/** Whether a joint enforcement (联合执法) of this round is under way. */
export function isJoint({ ticket, ended }: TicketSheet): boolean {
  return !ended && ticket.joint?.round === ticket.round && !NOT_UNDER_WAY.has(ticket.state);
}

/**
 * The agency of that task is a member from now on: it has so long to acknowledge, and, where a time was appointed, has to be
 * there; who joins when that time has passed is not absent from what it was not asked to. Call it before the task is added, so
 * that its limits are these; one that was convened before is convened anew, for the new time.
 */
export function conveneMember(sheet: TicketSheet, task: Task, { at, round }: JointEnforcement): void {
  if (round !== task.round) return;
  const { acknowledge, grace } = sheet.rulebook.joint;
  Object.assign(task, {
    attendance: task.acknowledgedAt === null ? 'convened' : 'acknowledged',
    arrivedAt: null,
    arrivedPlace: null,
  });
  if (task.state === 'pending' || task.state === 'delivered') sheet.clocks.hasten('sign', { task, limit: acknowledge });
  if (at === undefined || new Date(at) <= sheet.now) return;
  sheet.clocks.drop('arrive', task);
  sheet.clocks.start('arrive', { task, from: new Date(at), limit: grace });
}
