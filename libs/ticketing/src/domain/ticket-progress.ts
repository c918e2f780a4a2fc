import { allows } from './flow.js';
import type { TaskState } from './task.flow.js';
import { ticketFlow, type TicketState } from './ticket.flow.js';

/** As much of a task as a ticket's progress depends on. */
export interface TaskStanding {
  readonly state: TaskState;
  /** True when a later task stands in its place: it no longer counts. */
  readonly superseded: boolean;
}

const WAITING_FOR_DESK: readonly TaskState[] = ['refused', 'undeliverable', 'unconfirmed'];
const AT_WORK: readonly TaskState[] = ['handling', 'extension-requested', 'done'];

/**
 * Where a ticket stands, seen from its tasks in order (lead first): a returned or failed member waits for the desk, whatever
 * the others do; all done is 办结; else the farthest member's step. `withdrawn` ones do not count.
 */
export function standingOf(tasks: readonly TaskStanding[]): TicketState | undefined {
  const states = tasks.filter((task) => !task.superseded && task.state !== 'withdrawn').map((task) => task.state);
  if (states.length === 0) return undefined;
  if (states.includes('returned')) return 'returned';
  if (states.some((state) => WAITING_FOR_DESK.includes(state))) return 'at-desk';
  if (states.every((state) => state === 'done')) return 'resolved';
  if (states.some((state) => AT_WORK.includes(state))) return 'handling';
  if (states.includes('signed')) return 'accepted';
  return states[0] === 'delivered' ? 'dispatched' : 'dispatching';
}

/** The state a ticket moves to after one of its tasks moved; the present one when the flow has no such edge. */
export function progressOf(state: TicketState, tasks: readonly TaskStanding[]): TicketState {
  const standing = standingOf(tasks);
  return standing !== undefined && allows(ticketFlow, state, standing) ? standing : state;
}
