import type { EventReceived } from '#libs/contracts';
import { ticketFlow } from '../domain/ticket.flow.js';
import { Ticket } from '../persistence/ticket.entity.js';

/** A ticket for an event, received and not yet classified. */
export function newTicket(event: EventReceived, number: string, now: Date): Ticket {
  return Object.assign(new Ticket(), {
    id: event.ticketId,
    version: 1,
    revision: 0,
    number,
    source: event.source,
    eventId: event.eventId,
    contentHash: event.contentHash,
    entrance: event.entrance,
    state: ticketFlow.start,
    stateSince: 1,
    status: ticketFlow.states[ticketFlow.start].reportsAs,
    grade: event.grade ?? 'ordinary',
    title: event.title,
    description: event.description,
    category: event.category ?? null,
    item: event.item ?? null,
    itemName: null,
    scene: event.scene ?? null,
    place: event.place ? { ...event.place } : null,
    reporterSealed: event.reporterSealed ?? null,
    reporterIndex: event.reporterIndex ?? null,
    attachments: event.attachments?.map((attachment) => ({ ...attachment })) ?? null,
    remarks: event.remarks ?? null,
    registeredBy: event.registeredBy ?? null,
    routing: null,
    reportTo: null,
    solved: null,
    satisfaction: null,
    occurredAt: dateOf(event.occurredAt),
    reportedAt: dateOf(event.reportedAt),
    receivedAt: new Date(event.receivedAt),
    openedAt: now,
    dispatchedAt: null,
    resolvedAt: null,
    closedAt: null,
    changedAt: now,
    mergedInto: null,
    mergedHere: 0,
    round: 1,
    joint: null,
    minutes: null,
    revisitTries: 0,
    revisitOutcome: null,
    closing: null,
    spotKey: null,
    recurredAt: null,
    returnCount: 0,
    notices: 0,
    superviseAt: null,
  } satisfies Ticket);
}

function dateOf(time: string | undefined): Date | null {
  return time === undefined ? null : new Date(time);
}
