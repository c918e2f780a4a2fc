import type { Closing } from '../domain/joint-enforcement.js';
import { closingOf } from './closing-of.js';
import { planAudit } from './plan-audit.js';
import { isRatingOpen } from './rating-loop.js';
import type { TicketSheet } from './ticket-sheet.js';
import { withdrawTasks } from './withdraw-tasks.js';

interface EndingFacts {
  readonly actor: string;
  readonly reason?: string | undefined;
  readonly data?: Record<string, unknown> | undefined;
}

/** Who ends it, and why; of 结案 also by which gate. */
export type Ending = EndingFacts &
  ({ readonly act: 'closed'; readonly how: Closing['how'] } | { readonly act: 'voided' });

/** 结案 or 作废: nothing is left open behind it, neither a task at an agency nor an item at the desk. */
export function endTicket(sheet: TicketSheet, ending: Ending): void {
  const { act, actor, reason } = ending;
  if (act === 'closed') sheet.ticket.closing = closingOf(sheet.ticket, ending.how, actor);
  const toTell = withdrawTasks(sheet, sheet.tasks);
  const gates = act === 'closed' ? { gates: sheet.ticket.closing } : {};
  sheet.step({
    act,
    actor,
    to: act === 'closed' ? 'closed' : 'void',
    reason,
    data: { ...ending.data, ...gates },
    report: reason === undefined ? {} : { opinion: reason },
  });
  for (const task of toTell) sheet.request('withdrawal', task);
  sheet.settleDesk(sheet.openDeskItems(), actor, act === 'closed' ? '工单已结案。' : '工单已作废。');
  if (act === 'closed') planAudit(sheet);
  else sheet.clocks.drop('rectify');
}

/**
 * The source says that it has closed its event. Where it says nothing of the resident, that gate was passed by, and the record
 * shows it; an open 差评 holds the ticket as verified until it is put right.
 */
export function closeBySource(sheet: TicketSheet, ending: EndingFacts): void {
  if (!isRatingOpen(sheet)) return endTicket(sheet, { act: 'closed', how: 'source', ...ending });
  sheet.settleDesk(sheet.openDeskItems('revisit-due', 'redo'), ending.actor, '来源平台已结案。');
  sheet.step({ act: 'source-closed', to: 'verified', ...ending });
}
