import type { Circumstances, Decision } from '#libs/bus';
import { Problem } from '#libs/runtime';
import type { LoadStage } from '#libs/store';
import type { Rulebook } from '../domain/rulebook.js';
import { ticketFlow } from '../domain/ticket.flow.js';
import { assignAgency } from './assign-agency.js';
import { endTicket } from './end-ticket.js';
import { ticketStages } from './load-stages.js';
import { settleAtDesk } from './settle-at-desk.js';
import { TicketSheet } from './ticket-sheet.js';
import { verifyTicket } from './verify-ticket.js';

/** What a person may do to a ticket. */
export const ACTS = ['assign', 'resolve', 'revisit', 'close', 'void'] as const;
export type ActName = (typeof ACTS)[number];

export interface TicketAct {
  readonly ticketId: string;
  readonly act: ActName;
  /** Account. */
  readonly actor: string;
  readonly reason: string;
  /** The version that the person looked at; another one by now is a conflict. */
  readonly version?: number | undefined;
  /** For assign. */
  readonly agency?: string | undefined;
  /** For revisit. */
  readonly solved?: boolean | undefined;
  readonly satisfaction?: number | undefined;
}

export const actStages: readonly LoadStage<TicketAct>[] = ticketStages(({ ticketId }) => [ticketId]);

/** A person acts. Throws the Problems `not-found`, `conflict`, `act-not-allowed` and `invalid-fields`. */
export function actOnTicket(input: TicketAct, { view, now }: Circumstances, rulebook: Rulebook): Decision {
  const sheet = TicketSheet.of(input.ticketId, view, rulebook, now);
  if (!sheet) throw new Problem('not-found', 'There is no ticket of that id.');
  const { ticket } = sheet;
  if (input.version !== undefined && input.version !== ticket.revision)
    throw new Problem(
      'conflict',
      `You looked at version ${input.version}; it is ${ticket.revision} by now: look again.`,
    );
  const { act, actor, reason } = input;
  if (!mayAct(sheet, act)) {
    const { label } = ticketFlow.states[ticket.state];
    throw new Problem('act-not-allowed', `${act} is not possible while the ticket is ${ticket.state} (${label}).`);
  }
  if (act === 'assign') assignAgency(sheet, { actor, reason, agency: input.agency });
  else if (act === 'resolve') settleAtDesk(sheet, { actor, reason });
  else if (act === 'revisit') verifyTicket(sheet, { actor, reason, ...revisitOf(input) });
  else endTicket(sheet, { act: act === 'close' ? 'closed' : 'voided', actor, reason });
  return sheet.decision();
}

/** By the flow, and by who is waited for: what an agency has in hand is not decided over its head. */
function mayAct(sheet: TicketSheet, act: ActName): boolean {
  const { state } = sheet.ticket;
  const { to } = ticketFlow.states[state];
  switch (act) {
    case 'assign':
      return state === 'at-desk' || state === 'returned' || sheet.openDeskItems('redo').length > 0;
    case 'resolve':
      return state === 'at-desk' || state === 'returned';
    case 'revisit':
      return state === 'resolved';
    case 'close':
      return to.closed !== undefined;
    case 'void':
      return to.void !== undefined;
  }
}

function revisitOf({ solved, satisfaction }: TicketAct): { solved: boolean; satisfaction?: number | undefined } {
  if (solved === undefined)
    throw new Problem('invalid-fields', '$.solved: say whether the resident calls it solved.', {
      errors: [{ path: '$.solved', message: 'must be given for a revisit' }],
    });
  return { solved, satisfaction };
}
