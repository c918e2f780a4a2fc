import type { Circumstances, Decision } from '#libs/bus';
import type { LoadStage } from '#libs/store';
import type { Rulebook } from '../domain/rulebook.js';
import { Ticket } from '../persistence/ticket.entity.js';
import { ticketStages } from './load-stages.js';
import { TicketSheet } from './ticket-sheet.js';

const DAY_MS = 86_400_000;

/** Two tickets of one item at one place, by id. */
export interface Recurrence {
  readonly earlier: string;
  readonly later: string;
}

export const recurrenceStages: readonly LoadStage<Recurrence>[] = ticketStages(({ earlier, later }) => [
  earlier,
  later,
]);

/** 问题反弹: what was closed is there again. The earlier closing is flagged, once; it stays closed, and the office may look (问效). */
export function flagRecurrence(
  { earlier, later }: Recurrence,
  { view, now }: Circumstances,
  rulebook: Rulebook,
): Decision {
  const sheet = TicketSheet.of(earlier, view, rulebook, now);
  const back = view.get(Ticket, later);
  if (!sheet || !back) return { changes: [] };
  const { state, closedAt, recurredAt, spotKey } = sheet.ticket;
  const within = rulebook.gates.rules.recurrence.days * DAY_MS;
  const passed = closedAt === null ? -1 : back.openedAt.getTime() - closedAt.getTime();
  const same = spotKey !== null && spotKey === back.spotKey;
  if (state !== 'closed' || recurredAt !== null || !same || passed < 0 || passed > within) return { changes: [] };
  sheet.ticket.recurredAt = back.openedAt;
  const data = { ticketId: back.id, number: back.number, openedAt: back.openedAt.toISOString() };
  sheet.step({ act: 'recurred', actor: 'system', to: state, reason: `同一地点同一事项再次发生：${back.number}`, data });
  return sheet.decision();
}
