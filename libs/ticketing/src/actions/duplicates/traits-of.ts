import { placeMarks } from '../../domain/duplicates/place-marks.js';
import type { Rulebook } from '../../domain/rulebook.js';
import { TicketTraits } from '../../persistence/ticket-traits.entity.js';
import type { Ticket } from '../../persistence/ticket.entity.js';

/** So long after its opening a ticket is compared: what was opened a moment before it is committed by then. */
const SETTLING_MS = 10_000;

/** What a new ticket is compared and counted by. */
export function traitsOf(ticket: Readonly<Ticket>, { agencies, duplicates }: Rulebook): TicketTraits {
  const { id, source, place, item, receivedAt, openedAt } = ticket;
  const township = ticket.routing?.facts.township ?? place?.township ?? null;
  const marks = placeMarks({ source, place, township, areas: agencies.areasAround(township ?? undefined) });
  const comparable = duplicates.suggest && item !== null && (marks.cell ?? marks.addressKey ?? marks.gridKey) !== null;
  return Object.assign(new TicketTraits(), {
    id,
    version: 1,
    source,
    item,
    ...marks,
    receivedAt,
    openedAt,
    compareAt: comparable ? new Date(openedAt.getTime() + SETTLING_MS) : null,
  } satisfies TicketTraits);
}
