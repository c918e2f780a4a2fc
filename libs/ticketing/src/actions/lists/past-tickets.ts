import { DataSource, In } from 'typeorm';
import type { RoutingFacts } from '../../domain/item-match.js';
import type { EventFacts } from '../../domain/routing.js';
import { HistoryRow } from '../../persistence/history-row.entity.js';
import { Ticket } from '../../persistence/ticket.entity.js';

/** How a ticket was routed when it was opened, as its first history row keeps it. */
export interface PastRouting {
  readonly ticket: Ticket;
  /** Name of the version that decided. */
  readonly list: string | undefined;
  /** Code of the item that decided; undefined when it fell to the desk. */
  readonly item: string | undefined;
  /** Codes, the lead first; none when it fell to the desk. */
  readonly agencies: readonly string[];
  /** What its event said then. */
  readonly facts: RoutingFacts;
}

/** As much of the `data` of an `opened` row as is read again. */
interface OpenedData {
  readonly routing?: {
    readonly list?: string;
    readonly item?: string;
    readonly kind?: string;
    readonly facts?: Partial<EventFacts>;
  };
  readonly agencies?: readonly string[];
}

/** The routing of these tickets, in their order. One that was opened before facts were kept is read from the ticket as it stands. */
export async function pastRoutings(dataSource: DataSource, tickets: readonly Ticket[]): Promise<PastRouting[]> {
  if (tickets.length === 0) return [];
  const rows = await dataSource
    .getRepository(HistoryRow)
    .find({ where: { ticketId: In(tickets.map(({ id }) => id)), version: 1 } });
  const opened = new Map(rows.map((row) => [row.ticketId, row]));
  return tickets.map((ticket) => {
    const data = (opened.get(ticket.id)?.data ?? {}) as OpenedData;
    const { routing, agencies = [] } = data;
    return {
      ticket,
      list: routing?.list,
      item: agencies.length === 0 ? undefined : routing?.item,
      agencies,
      facts: factsOf(ticket, routing?.facts),
    };
  });
}

function factsOf(
  ticket: Ticket,
  kept: (Partial<EventFacts> & { townshipByDefault?: boolean }) | undefined,
): RoutingFacts {
  const { title, description, source } = ticket;
  const said = kept ?? { category: ticket.category, item: ticket.routing ? null : ticket.item };
  const facts = {
    category: said.category,
    item: said.item,
    grade: kept?.grade,
    // A township that came of the list's default is not the event's own.
    township: kept?.townshipByDefault ? undefined : (kept?.township ?? ticket.place?.township),
    grid: kept?.grid ?? ticket.place?.grid,
  };
  const named = Object.entries(facts).filter(([, value]) => value !== undefined && value !== null);
  return { title, description, source, ...Object.fromEntries(named) };
}
