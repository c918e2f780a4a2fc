import type { TicketSheet } from './ticket-sheet.js';
import { withdrawTasks } from './withdraw-tasks.js';

/** Who ends it, and why. */
export interface Ending {
  readonly act: 'closed' | 'voided';
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly data?: Record<string, unknown> | undefined;
}

/** 结案 or 作废: nothing is left open behind it, neither a task at an agency nor an item at the desk. */
export function endTicket(sheet: TicketSheet, ending: Ending): void {
  const toTell = withdrawTasks(sheet, sheet.tasks);
  const withdrawn = toTell.length === 0 ? {} : { withdrawn: toTell.map((task) => task.id) };
  sheet.step({
    act: ending.act,
    actor: ending.actor,
    to: ending.act === 'closed' ? 'closed' : 'void',
    reason: ending.reason,
    data: { ...ending.data, ...withdrawn },
    report: ending.reason === undefined ? {} : { opinion: ending.reason },
  });
  for (const task of toTell) sheet.request('withdrawal', task);
  sheet.settleDesk(sheet.openDeskItems(), ending.actor, ending.act === 'closed' ? '工单已结案。' : '工单已作废。');
}
