import { endTicket } from './end-ticket.js';
import type { TicketSheet } from './ticket-sheet.js';

/** What the resident said (回访). */
export interface Verification {
  readonly actor: string;
  readonly solved: boolean;
  /** 好差评, 5 = very satisfied … 1 = very dissatisfied. */
  readonly satisfaction?: number | undefined;
  readonly reason?: string | undefined;
  readonly data?: Record<string, unknown> | undefined;
}

/** 回访 of a resolved ticket: solved closes it; unsolved brings it back to the desk. */
export function verifyTicket(sheet: TicketSheet, verification: Verification): void {
  const { actor, solved, satisfaction, reason, data } = verification;
  sheet.ticket.solved = solved;
  if (satisfaction !== undefined) sheet.ticket.satisfaction = satisfaction;
  sheet.settleDesk(sheet.openDeskItems('revisit-due'), actor, '已回访。');
  sheet.clocks.meet('revisit');
  const report = reason === undefined ? {} : { opinion: reason };
  if (!solved) {
    sheet.step({ act: 'not-solved', actor, reason, data });
    sheet.openDesk('redo', '回访反映问题未解决，请重新派发或说明理由结案。');
    return;
  }
  sheet.step({ act: 'verified', actor, to: 'verified', reason, data, report });
  endTicket(sheet, { act: 'closed', actor });
}
