import type { DataSource } from 'typeorm';
import type { Books } from '../../simulator/src/index.js';

/** Ids of deliveries in their order, by platform and ticket. */
export type Told = Record<string, string[]>;

/** What we believe to have told every platform about every ticket, in the order in which the ticket asked for it. */
export async function toldByUs(database: DataSource): Promise<Told> {
  const rows = await query<{ platform: string; ticket_id: string; id: string }>(
    database,
    `SELECT platform, ticket_id, id FROM delivery_delivery WHERE state = 'accepted'`,
  );
  // By the id, which ticketing made, and not by the place that delivery gave it.
  const inOrder = rows.toSorted((one, other) => askedAt(one.id) - askedAt(other.id));
  return grouped(inOrder.map(({ platform, ticket_id, id }) => [`${platform} ${ticket_id}`, id]));
}

/** Of an id `<ticket>.<version>.<number>`. */
function askedAt(deliveryId: string): number {
  const [, version, number] = deliveryId.split('.').map(Number) as [number, number, number];
  return version * 1_000 + number;
}

/** What took effect at every platform about every ticket, in the order in which it came there. */
export function heardByThem(books: Books): Told {
  return grouped(books.effects().map(({ platform, ticket, key }) => [`${platform} ${ticket}`, key]));
}

export async function idsOfTickets(database: DataSource): Promise<string[]> {
  return (await query<{ id: string }>(database, 'SELECT id FROM ticketing_ticket')).map(({ id }) => id);
}

/** Tickets whose history lacks a version or has one too many. */
export async function ticketsWithGaps(database: DataSource): Promise<unknown[]> {
  return query(
    database,
    `SELECT ticket_id FROM ticketing_history h JOIN ticketing_ticket t ON t.id = h.ticket_id
      GROUP BY ticket_id, t.revision HAVING COUNT(*) <> t.revision OR MIN(h.version) <> 1 OR MAX(h.version) <> t.revision`,
  );
}

/** Deliveries that have not ended well, and messages that are not said yet; none when everything is told. */
export async function unfinished(database: DataSource): Promise<unknown[]> {
  const deliveries = await query(database, `SELECT id, state FROM delivery_delivery WHERE state <> 'accepted'`);
  return [...deliveries, ...(await query(database, 'SELECT topic, message_key FROM bus_outbox'))];
}

function query<T>(database: DataSource, sql: string): Promise<T[]> {
  return database.query<T[]>(sql);
}

function grouped(pairs: readonly (readonly [line: string, id: string])[]): Told {
  const told: Told = {};
  for (const [line, id] of pairs) (told[line] ??= []).push(id);
  return told;
}
