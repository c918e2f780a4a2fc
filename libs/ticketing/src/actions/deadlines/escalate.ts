import { DEADLINE_KINDS, type DeadlineKind } from '../../domain/deadline-kinds.js';
import { escalationOf } from '../../domain/escalation.js';
import { shanghaiMinute } from '../../domain/shanghai-day.js';
import type { TaskState } from '../../domain/task.flow.js';
import type { Deadline } from '../../persistence/deadline.entity.js';
import type { Task } from '../../persistence/task.entity.js';
import type { TicketSheet } from '../ticket-sheet.js';

const NOT_THERE: ReadonlySet<TaskState> = new Set(['pending', 'undeliverable', 'unconfirmed']);

/** What the office, not the agency, has to do in time: it is asked for an answer. */
const OFFICE_OWES: ReadonlySet<DeadlineKind> = new Set(['ruling', 'extension-answer', 'revisit']);

/** 升级: what an agency has let pass comes before its superior. What never reached the agency is the office's to look after. */
export function escalateBreach(sheet: TicketSheet, deadline: Deadline): void {
  const task = answerableTask(sheet, deadline);
  const undelivered = task !== undefined && NOT_THERE.has(task.state);
  const { superior } = escalationOf(sheet.rulebook.agencies, task?.agency);
  const whose = task?.agencyName ?? '综合执法办公室';
  putBefore(
    sheet,
    deadline,
    undelivered ? undefined : superior,
    `${whose}${nameOf(deadline)}超期${undelivered ? '（任务单未送达）' : ''}`,
  );
}

/** 红牌: still not done so long afterwards, it comes before the leaders. */
export function escalateRedCard(sheet: TicketSheet, deadline: Deadline): void {
  const task = answerableTask(sheet, deadline);
  const { leaders } = escalationOf(sheet.rulebook.agencies, task?.agency);
  putBefore(sheet, deadline, leaders, `红牌：${task?.agencyName ?? '综合执法办公室'}${nameOf(deadline)}超期未完成`);
}

/** Whose task it is; for a deadline of the ticket, the lead's as long as it is open, else that of who is still at work. */
export function answerableTask(sheet: TicketSheet, { taskId, kind }: Deadline): Task | undefined {
  if (OFFICE_OWES.has(kind)) return undefined;
  if (taskId !== null) return sheet.tasks.find(({ id }) => id === taskId);
  const open = sheet.currentTasks.filter(
    ({ state }) => state !== 'done' && state !== 'returned' && state !== 'refused',
  );
  return open.find(({ role }) => role === 'lead') ?? open[0];
}

/** 办结, or what a stage is called. */
export function nameOf({ kind, name }: Pick<Deadline, 'kind' | 'name'>): string {
  return name ?? DEADLINE_KINDS[kind].label;
}

function putBefore(sheet: TicketSheet, deadline: Deadline, role: string | undefined, what: string): void {
  const until = deadline.endsAt ? `，应于${shanghaiMinute(deadline.endsAt)}前完成` : '';
  const data = { deadline: deadline.id, before: role ?? null };
  // Whoever has it before him already, or was given it since, hears that it is worse by now, and is not asked twice.
  const known = sheet
    .openDeskItems('overdue')
    .find((item) => item.data?.deadline === data.deadline && item.data.before === data.before);
  if (known) known.note = `${what}${until}。`;
  else
    sheet.openDesk('overdue', `${what}${until}。`, {
      ...(deadline.taskId === null ? {} : { taskId: deadline.taskId }),
      data,
      ...(role === undefined ? {} : { assignedTo: `role:${role}` }),
    });
}
