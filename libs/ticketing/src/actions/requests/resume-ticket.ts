import { standingOf } from '../../domain/ticket-progress.js';
import type { TicketSheet } from '../ticket-sheet.js';

/** 恢复办理: the ticket goes on where its tasks stand. */
export function resumeTicket(sheet: TicketSheet, { actor, reason }: { actor: string; reason: string }): void {
  sheet.step({ act: 'resumed', actor, to: standingOf(sheet.tasks, sheet.minutesMissing) ?? 'at-desk', reason });
  sheet.settleDesk(sheet.openDeskItems('suspension', 'suspension-review'), actor, reason);
}
