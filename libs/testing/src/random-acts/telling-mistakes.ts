import { ticketFlow } from '../../../ticketing/src/domain/ticket.flow.js';
import type { World } from './world.js';

/** What was said of a ticket in the end: every version once, every new status to its source if it wants to know, and none else. */
export async function tellingMistakes(world: World, ticketId: string): Promise<string[]> {
  const { ticket } = await world.standing(ticketId);
  const changes = await world.changes(ticketId);
  const versions = changes.map(({ version }) => version);
  const statuses = changes
    .filter(({ status, previousStatus }) => status !== previousStatus)
    .map(({ status }) => status);
  const wanted = statuses.filter((status) => world.rulebook.wants(ticket.source, status));
  const reports = (await world.deliveries(ticketId)).filter(
    ({ purpose, platform }) => purpose === 'report' && platform === ticket.source,
  );
  const told = reports.map(({ report }) => report?.status);
  const last = statuses.at(-1);
  return [
    ...(versions.every((version, index) => version === index + 1) && versions.length === ticket.revision
      ? []
      : [`versions ${versions.join()} were said of ${ticket.revision}`]),
    ...(told.join() === wanted.join() ? [] : [`its source was told ${told.join()} of ${wanted.join()}`]),
    ...(last === ticketFlow.states[ticket.state].reportsAs ? [] : [`the last that was said is ${last}`]),
  ].map((mistake) => `${ticket.eventId} is ${ticket.state}: ${mistake}`);
}
