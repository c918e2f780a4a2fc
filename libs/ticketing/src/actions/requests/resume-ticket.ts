import { standingOf } from '../../domain/ticket-progress.js';
import type { TicketSheet } from '../ticket-sheet.js';

/** 恢复办理: the ticket goes on where its tasks stand; a joint enforcement that lacks its minutes is not 办结. */
export function resumeTicket(sheet: TicketSheet, { actor, reason }: { actor: string; reason: string }): void {
  const to = standingOf(sheet.tasks, sheet.minutesMissing) ?? 'at-desk';
  sheet.settleDesk(sheet.openDeskItems('suspension', 'suspension-review'), actor, reason);
  sheet.step({ act: 'resumed', actor, to, reason });
}
