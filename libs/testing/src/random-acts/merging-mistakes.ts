import type { Standing } from './world.js';

/** A merged ticket shows how its main ticket is getting on, ends with it and comes back with it. */
export function mergingMistakes(standings: ReadonlyMap<string, Standing>): string[] {
  return [...standings.values()].flatMap(({ ticket }) => {
    const main = ticket.mergedInto === null ? undefined : standings.get(ticket.mergedInto)?.ticket;
    const withMain = ticket.state === 'merged' || (ticket.state === 'closed' && ticket.closing?.how === 'main');
    if (!withMain) return [];
    if (!main) return [`${ticket.eventId} is ${ticket.state} and has no main ticket`];
    return [
      ...(main.status === ticket.status
        ? []
        : [`${ticket.eventId} shows ${ticket.status}, its main ticket ${main.status}`]),
      ...(main.mergedHere > 0 && main.state !== 'merged'
        ? []
        : [`${main.eventId} is ${main.state} and no main ticket`]),
    ];
  });
}
