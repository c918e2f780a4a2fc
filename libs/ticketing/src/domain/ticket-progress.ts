import { allows } from './flow.js';
import type { TaskState } from './task.flow.js';
import { ticketFlow, type TicketState } from './ticket.flow.js';

/** As much of a task as a ticket's progress depends on. */
export interface TaskStanding {
  readonly state: TaskState;
  /** Where it stood when it asked for something; null when it asks for nothing. */
  readonly stateBefore: TaskState | null;
  readonly role: 'lead' | 'help';
  /** True when a later task stands in its place: it no longer counts. */
  readonly superseded: boolean;
}

const WAITING_FOR_DESK: ReadonlySet<TaskState> = new Set(['refused', 'undeliverable', 'unconfirmed']);
const AT_WORK: ReadonlySet<TaskState> = new Set(['handling', 'done']);

/**
 * Where a ticket stands, seen from its tasks: a returned or failed member waits for the desk, whatever
 * the others do; all done is 办结; else the farthest member's step. `withdrawn` ones do not count, and who asks for more time
 * stands where it stood before: a request is not a change.
 * @param minutesMissing a joint enforcement (联合执法) whose minutes are not written is not 办结, even if every member is done
 */
export function standingOf(tasks: readonly TaskStanding[], minutesMissing = false): TicketState | undefined {
  const current = tasks.filter((task) => !task.superseded && task.state !== 'withdrawn');
  const states = current.map((task) =>
    task.state === 'extension-requested' ? (task.stateBefore ?? 'handling') : task.state,
  );
  if (states.length === 0) return undefined;
  if (states.includes('returned') || states.includes('return-requested')) return 'returned';
  if (states.some((state) => WAITING_FOR_DESK.has(state))) return 'at-desk';
  if (states.every((state) => state === 'done')) return minutesMissing ? 'handling' : 'resolved';
  if (states.some((state) => AT_WORK.has(state))) return 'handling';
  if (states.includes('signed')) return 'accepted';
  const lead =
    states[
      Math.max(
        0,
        current.findIndex((task) => task.role === 'lead'),
      )
    ];
  return lead === 'delivered' ? 'dispatched' : 'dispatching';
}

/** The state a ticket moves to after one of its tasks moved; the present one when the flow has no such edge. */
export function progressOf(state: TicketState, tasks: readonly TaskStanding[], minutesMissing = false): TicketState {
  const standing = standingOf(tasks, minutesMissing);
  if (state === 'suspended' && standing !== 'resolved') return state;
  return standing !== undefined && allows(ticketFlow, state, standing) ? standing : state;
}
