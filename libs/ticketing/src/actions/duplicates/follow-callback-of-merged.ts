import type { CallbackReceived, PublicStatus } from '#libs/contracts';
import { callbackFacts, ignoreCallback } from '../callback-facts.js';
import { endTicket } from '../end-ticket.js';
import type { TicketSheet } from '../ticket-sheet.js';

/**
 * The source of a merged ticket speaks: it may withdraw its own event. What its resident says of the 办结 is on record; "not
 * solved" waits at the desk, and keeps this ticket from being closed with the main one.
 */
export function followCallbackOfMerged(
  sheet: TicketSheet,
  callback: CallbackReceived & { status: PublicStatus },
): void {
  const { platform: actor, opinion: reason, status, satisfaction } = callback;
  const { ticket } = sheet;
  const data = callbackFacts(callback);
  if (status === 'VOID') {
    endTicket(sheet, { act: 'voided', actor, reason, data });
  } else if ((status !== 'VERIFIED' && status !== 'CLOSED') || ticket.status !== 'RESOLVED') {
    ignoreCallback(sheet, callback, `the ticket is merged, and its main ticket has come to ${ticket.status}`);
  } else {
    const solved = callback.solved !== false;
    ticket.solved = solved;
    if (satisfaction !== undefined) ticket.satisfaction = satisfaction;
    sheet.step({ act: solved ? 'merged-verified' : 'not-solved', actor, to: 'merged', reason, data });
    if (!solved) sheet.openDesk('redo', '已合并的工单回访反映未解决：请在主工单重办，或拆分后另行派发。');
  }
}
