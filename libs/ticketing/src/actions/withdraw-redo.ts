import { allows } from '../domain/flow.js';
import { ticketFlow } from '../domain/ticket.flow.js';
import { endTicket } from './end-ticket.js';
import type { TicketSheet } from './ticket-sheet.js';
import { withdrawTasks } from './withdraw-tasks.js';

/** Whether the redo round that a bad rating began is under way: nobody has settled it again. */
export function isRedoUnderWay({ ticket }: TicketSheet): boolean {
  return ticket.state !== 'resolved' && allows(ticketFlow, ticket.state, 'verified');
}

/**
 * 误评: the bad rating (差评) that began this round was a slip or ill will, so there is nothing to redo: the agencies are told to
 * drop it, and the ticket is closed with what the resident had said of the 办结 before.
 */
export function withdrawRedo(sheet: TicketSheet, { actor, reason }: { actor: string; reason: string }): void {
  const toTell = withdrawTasks(sheet, sheet.tasks);
  const { round } = sheet.ticket;
  sheet.step({ act: 'redo-withdrawn', actor, to: 'verified', reason, data: { round }, report: { opinion: reason } });
  for (const task of toTell) sheet.request('withdrawal', task);
  endTicket(sheet, { act: 'closed', how: 'revisit', actor });
}
