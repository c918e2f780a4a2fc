import type { Circumstances, Decision } from '#libs/bus';
import { Problem } from '#libs/runtime';
import { loadStage, type LoadStage, type View } from '#libs/store';
import type { Rulebook } from '../domain/rulebook.js';
import { ticketFlow } from '../domain/ticket.flow.js';
import { Audit } from '../persistence/audit.entity.js';
import { Ticket } from '../persistence/ticket.entity.js';
import type { Act, Order } from './acts/act.js';
import { checkVersion } from './check-version.js';
import { joinedDecisions } from './joined-decisions.js';
import { ticketStages } from './load-stages.js';
import { TicketSheet } from './ticket-sheet.js';

/** An act that somebody wants to take. */
export interface WantedAct {
  readonly ticketId: string;
  readonly act: Act;
  readonly order: Order;
  /** The versions of the ticket that the actor looked at; absent: any will do. */
  readonly versions?: readonly number[] | undefined;
}

export const actStages: readonly LoadStage<WantedAct>[] = [
  ...ticketStages<WantedAct>(({ ticketId }) => [ticketId]),
  ...ticketStages<WantedAct>((wanted, view) => [otherOf(wanted, view)]),
  loadStage(Audit, 'ticketId', ({ ticketId }) => [ticketId]),
];

/** A person acts. Throws the Problems `not-found`, `version-stale`, `act-not-allowed` and what the act throws. */
export function actOnTicket(
  { ticketId, act, order, versions }: WantedAct,
  { view, now }: Circumstances,
  rulebook: Rulebook,
): Decision {
  const sheet = TicketSheet.of(ticketId, view, rulebook, now);
  if (!sheet) throw new Problem('not-found', 'There is no ticket of that id.');
  const { state, revision } = sheet.ticket;
  checkVersion(versions, revision);
  if (!act.may(sheet)) {
    const { label } = ticketFlow.states[state];
    throw new Problem('act-not-allowed', `${act.name} is not possible while the ticket is ${state} (${label}).`);
  }
  const otherId = otherOf({ ticketId, act, order }, view);
  const other = otherId === undefined ? undefined : TicketSheet.of(otherId, view, rulebook, now);
  act.apply(sheet, order, other);
  return joinedDecisions([sheet.decision(), ...(other ? [other.decision()] : [])]);
}

function otherOf({ ticketId, act, order }: WantedAct, view: View): string | undefined {
  return act.other?.(order, view.get(Ticket, ticketId));
}
