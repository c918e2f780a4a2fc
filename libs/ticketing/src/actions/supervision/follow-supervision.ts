import { isSigned } from '../../domain/supervision/is-signed.js';
import type { TaskState } from '../../domain/task.flow.js';
import type { Notice, ReleasedHow } from '../../persistence/notice.entity.js';
import { releaseNotice } from './settle-notice.js';
import type { SupervisedSheet } from './supervised-sheet.js';

const NOT_THERE: ReadonlySet<TaskState> = new Set(['withdrawn', 'returned', 'refused']);

/** After everything else that was decided: releases what that has taken off, and notes when something is due next. */
export function followSupervision(sheet: SupervisedSheet): void {
  for (const notice of sheet.ladder.open) {
    const how = releaseOf(sheet, notice);
    if (how) releaseNotice(sheet, notice, { how, actor: 'system' });
  }
  const { ticket } = sheet;
  const next = sheet.ladder.nextAt();
  if (next?.getTime() !== ticket.superviseAt?.getTime()) ticket.superviseAt = next;
}

function releaseOf(sheet: SupervisedSheet, notice: Notice): ReleasedHow | undefined {
  const task = sheet.tasks.find(({ id }) => id === notice.taskId);
  // A rung that was taken out of the ladder meanwhile leaves nobody with a paper for ever.
  const release = sheet.rulebook.ladder.find(notice.rung)?.release ?? ['done'];
  const deadline = sheet.clocks.rows.find(({ id }) => id === notice.deadlineId);
  if (!task || NOT_THERE.has(task.state)) return 'gone';
  const done = task.state === 'done' || (deadline?.state === 'met' && deadline.kind !== 'sign');
  if (done && release.includes('done')) return 'done';
  if (isSigned(task.state) && release.includes('signed')) return 'signed';
  if (notice.answeredAt !== null && release.includes('answered')) return 'answered';
  if (task.superseded || sheet.ended) return 'gone';
  const hasTime = deadline?.state === 'running' && deadline.overdueAt === null;
  const isWaived = deadline?.state === 'dropped' && task.state !== 'done';
  return hasTime || isWaived ? 'in-time' : undefined;
}
