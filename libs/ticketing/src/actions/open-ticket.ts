import type { Circumstances, Decision } from '#libs/bus';
import type { EventReceived } from '#libs/contracts';
import { insert, update, type View } from '#libs/store';
import type { DeskKind } from '../domain/desk-kinds.js';
import { eventFacts, route, type EventFacts, type RoutingDecision } from '../domain/routing.js';
import type { Rulebook } from '../domain/rulebook.js';
import { spotKey } from '../domain/spot-key.js';
import { referenceId, ticketReferenceId } from '../persistence/reference-id.js';
import { Reference } from '../persistence/reference.entity.js';
import { startTicketDeadlines } from './deadlines/follow-moves.js';
import { TicketTraits } from '../persistence/ticket-traits.entity.js';
import { traitsOf } from './duplicates/traits-of.js';
import { followCallback } from './follow-callback.js';
import { conveneMember } from './joint.js';
import { newTask } from './new-task.js';
import { newTicket } from './new-ticket.js';
import { noteConflict } from './note-conflict.js';
import { TicketSheet } from './ticket-sheet.js';
import { settleUncorrelated } from './uncorrelated-item.js';

type Routed = Extract<RoutingDecision, { kind: 'routed' }>;
type Undecided = Exclude<RoutingDecision, Routed> & { readonly list: string; readonly facts: EventFacts };

/**
 * 受理 → 分类 → 派发: an event becomes a ticket, and the responsibility list says whose it is. The same event again does
 * nothing; the same event with other content goes to the desk. Callbacks that came before are applied.
 */
export function openTicket(
  event: EventReceived,
  { view, now }: Circumstances,
  rulebook: Rulebook,
  takeNumber: (ticketId: string, now: Date) => string,
): Decision {
  const existing = TicketSheet.of(event.ticketId, view, rulebook, now);
  if (existing) return noteConflict(existing, event);
  const sheet = TicketSheet.new(newTicket(event, takeNumber(event.ticketId, now), now), rulebook, now);
  const { title, description, source, category, item, grade } = event;
  const { township, grid } = event.place ?? {};
  const facts = { title, description, source, category, item, grade, township, grid };
  const list = rulebook.lists.at(now);
  const decision = route(list, rulebook.agencies, facts, now);
  if (decision.kind === 'routed') dispatchNew(sheet, event, decision);
  else putNewOnDesk(sheet, event, { list: list.version, ...decision, facts: eventFacts(facts) });
  sheet.add(insert(TicketTraits, traitsOf(sheet.ticket, rulebook)));
  applyWaiting(sheet, event, view);
  return sheet.decision();
}

function dispatchNew(sheet: TicketSheet, event: EventReceived, { rule, record, agencies, helping }: Routed): void {
  const { ticket, now } = sheet;
  ticket.item = rule.item;
  ticket.itemName = rule.name;
  ticket.scene ??= rule.scene ?? null;
  ticket.grade = event.grade ?? rule.grade ?? ticket.grade;
  ticket.routing = record;
  ticket.reportTo = rule.reportTo ?? null;
  const { township } = record.facts;
  const spot = { township, address: event.place?.address };
  ticket.spotKey = spotKey(rule.item, spot, sheet.rulebook.agencies.areasAround(township)) ?? null;
  startTicketDeadlines(sheet.clocks, ticket.receivedAt);
  if (rule.joint)
    ticket.joint = { round: 1, lead: agencies[0]!.code, convenedBy: 'system', convenedAt: now.toISOString() };
  agencies.forEach((agency, index) => {
    const role = index === 0 ? 'lead' : 'help';
    const { legalBasis } = rule;
    const given = { ticketId: ticket.id, number: index + 1, round: 1, role, agency, helping, legalBasis, now } as const;
    const task = newTask(given);
    if (ticket.joint) conveneMember(sheet, task, ticket.joint);
    sheet.addTask(task);
  });
  sheet.step({
    act: 'opened',
    actor: event.registeredBy ?? event.source,
    reason: `${record.item} ${record.itemName}`,
    data: { routing: record, agencies: agencies.map(({ code }) => code) },
  });
  for (const task of sheet.tasks) sheet.request(task.kind, task);
}

const NOTES: Record<Exclude<RoutingDecision['kind'], 'routed'>, { kind: DeskKind; note: string }> = {
  none: { kind: 'no-match', note: '责任清单中没有匹配的事项，请指定承办单位。' },
  ambiguous: { kind: 'ambiguous', note: '多个事项同样匹配而承办单位不同，请指定承办单位。' },
  'no-township': { kind: 'no-township', note: '事项由镇街站所承办，但事件没有可识别的属地，请指定承办单位。' },
};

function putNewOnDesk(sheet: TicketSheet, event: EventReceived, routing: Undecided): void {
  const { kind, note } = NOTES[routing.kind];
  const data = { routing };
  const actor = event.registeredBy ?? event.source;
  startTicketDeadlines(sheet.clocks, sheet.ticket.receivedAt);
  sheet.step({ act: 'opened', actor, to: 'at-desk', reason: kind, data });
  sheet.openDesk(kind, note, { data });
}

/** Callbacks may have overtaken the event, under our id or under its own; from now on both names lead here. */
function applyWaiting(sheet: TicketSheet, event: EventReceived, view: View): void {
  const here = { ticketId: event.ticketId, taskId: null, waiting: [], waitingSince: null };
  const byOurId = view.get(Reference, ticketReferenceId(event.ticketId));
  const id = referenceId(event.source, event.eventId);
  const byTheirs = view.get(Reference, id);
  for (const row of [byOurId, byTheirs]) {
    if (!row || row.waiting.length === 0) continue;
    for (const callback of row.waiting) followCallback(sheet, callback, callback.taskId);
    settleUncorrelated(sheet, row.id, view);
  }
  if (byOurId) sheet.add(update(Reference, byOurId, here));
  if (!byTheirs) sheet.add(insert(Reference, { id, version: 1, ...here }));
  else if (byTheirs.taskId === null) sheet.add(update(Reference, byTheirs, here));
}
