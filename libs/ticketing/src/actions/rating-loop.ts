import type { TicketSheet } from './ticket-sheet.js';

/** Whether a 差评 of this ticket still has to be looked into and put right. */
export function isRatingOpen(sheet: TicketSheet): boolean {
  return sheet.openDeskItems('bad-rating').length > 0;
}

/** The bad rating has begun this redo round: it stands and falls with it. */
export function noteRedo(sheet: TicketSheet): void {
  for (const item of sheet.openDeskItems('bad-rating')) item.data = { ...item.data, redo: sheet.ticket.round };
}

/**
 * 差评: the office verifies it and sees it put right in time (`rectify`), whatever else happens to the ticket meanwhile: a ticket
 * with an open one is not closed. Nothing happens while one is open.
 */
export function startRatingLoop(sheet: TicketSheet, satisfaction: number, said: string | undefined): void {
  if (isRatingOpen(sheet) || sheet.ticket.state === 'void') return;
  const level = sheet.rulebook.gates.levelName(satisfaction);
  sheet.openDesk('bad-rating', `群众评价“${level}”${said === undefined ? '' : `：${said}`}，请核实并督促整改。`, {
    data: { satisfaction, round: sheet.ticket.round },
  });
  sheet.clocks.start('rectify', { limit: sheet.rulebook.gates.rules.rectify });
}
