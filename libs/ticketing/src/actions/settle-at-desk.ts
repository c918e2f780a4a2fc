import type { TicketSheet } from './ticket-sheet.js';
import { withdrawTasks } from './withdraw-tasks.js';

/** The office settled the matter itself: 办结, with what it did as the reason. */
export function settleAtDesk(sheet: TicketSheet, { actor, reason }: { actor: string; reason: string }): void {
  const waiting = sheet.openDeskItems(
    'no-match',
    'ambiguous',
    'no-township',
    'returned',
    'refused',
    'undeliverable',
    'unconfirmed',
  );
  sheet.settleDesk(waiting, actor, '办公室已自行处置。');
  const replaced = [...sheet.currentTasks];
  const toTell = withdrawTasks(sheet, replaced);
  for (const task of replaced) task.superseded = true;
  sheet.step({ act: 'resolved-by-office', actor, to: 'resolved', reason, report: { opinion: reason } });
  for (const task of toTell) sheet.request('withdrawal', task);
}
