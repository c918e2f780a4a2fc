import type { DeliveryRequested } from '#libs/contracts';
import type { Found } from '../topic-reader.js';

/** What one round left behind. */
export interface Left {
  /** Records that it says are finished. */
  readonly handled: number;
  readonly tickets: readonly { readonly eventId: string; readonly turn: number }[];
  /** The event of each history row. */
  readonly histories: readonly string[];
  /** What it said. */
  readonly said: readonly Found[];
  /** Where in the log each event stands. */
  readonly places: ReadonlyMap<string, Pick<Found, 'partition' | 'offset'>>;
}

export interface Counts {
  /** Finished events without ticket, and tickets without history or message. */
  readonly lost: number;
  readonly doubled: number;
  /** Events that were decided before an earlier one of their partition, and so of their key. */
  readonly outOfOrder: number;
}

export function checkRows({ handled, tickets, histories, said, places }: Left): Counts {
  const eventIds = tickets.map(({ eventId }) => eventId);
  const lists = [
    eventIds,
    histories,
    said.map(({ value }) => (JSON.parse(value) as DeliveryRequested).ticket.eventId),
  ].map((ids) => ({ count: ids.length, distinct: new Set(ids) }));
  const [withTicket, ...others] = lists.map(({ distinct }) => distinct) as [Set<string>, ...Set<string>[]];
  const incomplete = [...withTicket].filter((id) => !others.every((ids) => ids.has(id))).length;
  return {
    lost: Math.max(0, Math.min(handled, places.size) - withTicket.size) + incomplete,
    doubled: lists.reduce((sum, { count, distinct }) => sum + count - distinct.size, 0),
    outOfOrder: outOfOrder(tickets, places),
  };
}

function outOfOrder(tickets: Left['tickets'], places: Left['places']): number {
  const latest = new Map<number, number>();
  let count = 0;
  for (const { eventId } of tickets.toSorted((a, b) => a.turn - b.turn)) {
    const place = places.get(eventId);
    if (!place) continue;
    const before = latest.get(place.partition) ?? -1;
    if (place.offset < before) count++;
    latest.set(place.partition, Math.max(before, place.offset));
  }
  return count;
}
