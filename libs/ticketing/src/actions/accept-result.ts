import type { DeskItem } from '../persistence/desk-item.entity.js';
import type { Task } from '../persistence/task.entity.js';
import { endRequests } from './requests/end-requests.js';
import type { TicketSheet } from './ticket-sheet.js';

/** The office accepts a result that lacks something (办结): by whom, why, and what was missing is on record. */
export function acceptResult(
  sheet: TicketSheet,
  task: Task,
  { data }: Readonly<DeskItem>,
  { actor, reason }: { actor: string; reason: string },
): void {
  const said = typeof data?.opinion === 'string' ? data.opinion : undefined;
  task.opinion = said ?? reason;
  sheet.step({
    act: 'result-accepted',
    actor,
    task: { id: task.id, to: 'done' },
    reason,
    data: { missing: data?.missing ?? [] },
    report: { opinion: said ?? reason },
  });
  endRequests(sheet, task, actor, '已认可办理结果。');
}
