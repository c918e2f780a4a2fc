import { insert, type Change } from '#libs/store';
import type { TaskState } from '../domain/task.flow.js';
import type { TicketState } from '../domain/ticket.flow.js';
import { HistoryRow } from '../persistence/history-row.entity.js';
import type { Task } from '../persistence/task.entity.js';
import type { Ticket } from '../persistence/ticket.entity.js';
import type { Step } from './ticket-step.js';

/** A task that a step takes along, beside the one that it is about. */
export interface TaskMove {
  readonly task: string;
  readonly to: TaskState;
}

/** What a step did, beside what it says of itself. */
export interface StepMoves {
  readonly from: TicketState;
  readonly task: Readonly<Task> | undefined;
  readonly taskFrom: TaskState | undefined;
  readonly takenAlong: readonly TaskMove[];
}

/**
 * The line of a step in the history of a ticket that it has been taken on. With it one can tell from the beginning where the
 * ticket and each of its tasks stood: tasks that were taken along stand in `data`, under what became of them.
 */
export function historyRow(ticket: Readonly<Ticket>, step: Step, moves: StepMoves, now: Date): Change {
  const { from, task, taskFrom, takenAlong } = moves;
  const along: Partial<Record<TaskState, string[]>> = {};
  for (const move of takenAlong) (along[move.to] ??= []).push(move.task);
  const data = step.data || takenAlong.length > 0 ? { ...step.data, ...along } : null;
  return insert(HistoryRow, {
    ticketId: ticket.id,
    version: ticket.revision,
    at: now,
    act: step.act,
    actor: step.actor,
    taskId: task?.id ?? null,
    fromState: from,
    toState: ticket.state,
    taskFrom: taskFrom ?? null,
    taskTo: task?.state ?? null,
    reason: step.reason ?? null,
    data,
  });
}
