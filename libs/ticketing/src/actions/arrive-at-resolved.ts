import type { DeskKind } from '../domain/desk-kinds.js';
import type { Rulebook } from '../domain/rulebook.js';
import type { Ticket } from '../persistence/ticket.entity.js';
import type { TicketClocks } from './deadlines/ticket-clocks.js';

/** As much of a ticket's sheet as is asked for. */
interface ResolvedTicket {
  readonly ticket: Ticket;
  readonly rulebook: Rulebook;
  readonly clocks: TicketClocks;
  readonly now: Date;
  openDesk(kind: DeskKind, note: string): void;
}

/** 办结: somebody asks the resident (回访) from now on, and not for ever: the source where it does that itself, else the office. */
export function arriveAtResolved(sheet: ResolvedTicket): void {
  const { ticket, rulebook, clocks, now } = sheet;
  ticket.resolvedAt = now;
  Object.assign(ticket, { revisitTries: 0, revisitOutcome: null });
  if (rulebook.revisitBy(ticket.source) !== 'office') {
    clocks.start('source-revisit', { limit: rulebook.gates.rules.revisit.source });
    return;
  }
  sheet.openDesk('revisit-due', '已办结，待办公室回访。');
  clocks.start('revisit');
}
