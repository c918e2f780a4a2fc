import { afterAcknowledging, afterArriving } from '../domain/attendance.js';
import type { Participant } from '../domain/joint-enforcement.js';
import type { Task } from '../persistence/task.entity.js';
import type { TicketSheet } from './ticket-sheet.js';

/** Where and when somebody was there. */
export interface Arrival {
  readonly at: Date;
  readonly place?: string | undefined;
}

/** 响应: an agency that was convened has answered, with whatever it said. */
export function noteAcknowledgement({ now }: TicketSheet, task: Task): void {
  if (task.attendance === null) return;
  task.acknowledgedAt ??= now;
  task.attendance = afterAcknowledging(task.attendance);
}

/** 到场 of the agency of a task: its limit is met, and a convened one is on record as in time or late. */
export function noteArrival(sheet: TicketSheet, task: Task, { at, place }: Arrival): void {
  const limit = sheet.clocks.rows.findLast(({ kind, taskId }) => kind === 'arrive' && taskId === task.id);
  sheet.clocks.meet('arrive', task);
  const first = task.arrivedAt === null;
  if (first) Object.assign(task, { arrivedAt: at, arrivedPlace: place ?? null });
  if (task.attendance !== null) task.attendance = afterArriving(task.attendance, at, limit?.endsAt ?? null);
}

/** Everybody who was convened in this round, as the record has it; who was replaced is not, who was waived is. */
export function participantsOf({ tasks, ticket }: TicketSheet): Participant[] {
  return tasks
    .filter(({ round }) => round === ticket.round)
    .flatMap(({ attendance, ...task }) => {
      if (attendance === null || (task.superseded && attendance !== 'waived')) return [];
      const { id: taskId, agency, agencyName, role, arrivedAt, arrivedPlace, waiver } = task;
      return {
        taskId,
        agency,
        agencyName,
        role,
        attendance,
        ...(arrivedAt && { arrivedAt: arrivedAt.toISOString() }),
        ...(arrivedPlace && { place: arrivedPlace }),
        ...(waiver && { waiver }),
      };
    });
}
