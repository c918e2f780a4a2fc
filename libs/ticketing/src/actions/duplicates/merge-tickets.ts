import { Problem } from '#libs/runtime';
import type { TicketState } from '../../domain/ticket.flow.js';
import type { TicketSheet } from '../ticket-sheet.js';
import { withdrawTasks } from '../withdraw-tasks.js';
import { butRatings, standAlone } from './follow-main-ticket.js';

const RESOLVED: ReadonlySet<TicketState> = new Set(['resolved', 'verified']);

/** Who merges or takes it back, and why. */
export interface Merging {
  readonly actor: string;
  readonly reason: string;
}

/**
 * 合并: two tickets of one matter. The one keeps its source and its history and hands its work to the other, the main one; its
 * source is told from now on how that is getting on. Throws `act-not-allowed` for what would make a chain or a circle, or hide
 * something behind a ticket that has ended.
 */
export function mergeTicket(sheet: TicketSheet, main: TicketSheet, { actor, reason }: Merging): void {
  const obstacle = obstacleOf(sheet, main);
  if (obstacle !== undefined) throw new Problem('act-not-allowed', obstacle);
  const { ticket } = sheet;
  const toTell = withdrawTasks(sheet, sheet.tasks);
  for (const task of sheet.tasks) task.superseded = true;
  // The main ticket's deadlines hold for both. Its own come back, from its receipt, when it is taken out again.
  for (const { kind } of sheet.clocks.rows) if (kind !== 'rectify') sheet.clocks.drop(kind);
  ticket.mergedInto = main.ticket.id;
  main.ticket.mergedHere += 1;
  sheet.step({
    act: 'merged',
    actor,
    to: 'merged',
    follows: main.ticket.status,
    reason,
    data: { into: main.ticket.id, number: main.ticket.number },
    report: { opinion: `与工单${main.ticket.number}为同一事项，合并处理。` },
  });
  for (const task of toTell) sheet.request('withdrawal', task);
  sheet.settleDesk(butRatings(sheet), actor, `已并入工单${main.ticket.number}。`);
  main.step({
    act: 'merged-here',
    actor,
    to: main.ticket.state,
    reason,
    data: { ticketId: ticket.id, number: ticket.number, source: ticket.source },
  });
  const suggested = main.openDeskItems('duplicate').filter(({ data }) => JSON.stringify(data).includes(ticket.id));
  main.settleDesk(suggested, actor, `工单${ticket.number}已并入。`);
}

/** It is a matter of its own after all: back to the desk, with the deadline that it had from its receipt on. */
export function unmergeTicket(sheet: TicketSheet, main: TicketSheet, { actor, reason }: Merging): void {
  const { id, number } = sheet.ticket;
  standAlone(sheet, { act: 'unmerged', actor, to: 'at-desk', reason, data: { from: main.ticket.id } });
  main.step({ act: 'unmerged-here', actor, to: main.ticket.state, reason, data: { ticketId: id, number } });
}

function obstacleOf({ ticket, merged }: TicketSheet, { ticket: main, ended }: TicketSheet): string | undefined {
  if (main.id === ticket.id) return 'A ticket cannot be merged into itself.';
  if (ended) return `Ticket ${main.number} has ended as ${main.state}: what comes after that is a matter of its own.`;
  if (main.state === 'merged')
    return `Ticket ${main.number} is merged itself: merge into the ticket that it was merged into.`;
  if (merged.length > 0)
    return `${merged.length} tickets are merged into ${ticket.number}: merge the other way round, or unmerge them first.`;
  if (RESOLVED.has(main.state) && main.resolvedAt !== null && ticket.receivedAt > main.resolvedAt)
    return `Ticket ${main.number} was resolved before this one was reported: it has come back, and is not a duplicate.`;
  return undefined;
}
