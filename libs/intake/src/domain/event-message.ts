import { hashOfParts, ticketIdOf, type Attachment, type Entrance, type EventReceived } from '#libs/contracts';
import type { ReadEvent } from '#libs/platforms';
import { contentHashOf } from './content-hash.js';

/** The sealed side of a reporter. */
export interface SealedReporter {
  sealed?: string;
  index?: string;
  fingerprint?: string;
}

/** All that is known about an event beside what it says itself. */
export interface EventCircumstances {
  source: string;
  epoch: number;
  entrance: Entrance;
  receivedAt: Date;
  reporter: SealedReporter;
  attachments?: Attachment[];
  registeredBy?: string;
}

/** The body of `event-received` as plain fields, not yet checked. Nothing undefined stands in it. */
export function eventBody(event: ReadEvent, given: EventCircumstances): Record<string, unknown> {
  const { township, grid, address, longitude, latitude, crs } = event;
  const place = withoutAbsent({ township, grid, address, longitude, latitude, crs });
  return withoutAbsent({
    ticketId: ticketIdOf(given.source, given.epoch, event.eventId),
    source: given.source,
    epoch: given.epoch,
    eventId: event.eventId,
    contentHash: contentHashOf(event, given.reporter.fingerprint),
    entrance: given.entrance,
    occurredAt: event.occurredAt,
    reportedAt: event.reportedAt,
    receivedAt: given.receivedAt.toISOString(),
    title: event.title,
    description: event.description,
    category: event.category,
    item: event.item,
    scene: event.scene,
    grade: event.grade,
    place: Object.keys(place).length > 0 ? place : undefined,
    reporterSealed: given.reporter.sealed,
    reporterIndex: given.reporter.index,
    attachments: given.attachments?.length ? given.attachments : undefined,
    registeredBy: given.registeredBy,
    remarks: event.remarks?.length ? event.remarks : undefined,
  });
}

/** The id of the message: the same content of the same event is one message, however often and wherever it comes in. */
export function eventMessageId(event: EventReceived): string {
  return hashOfParts(['event', event.source, event.epoch, event.eventId, event.contentHash]);
}

export function withoutAbsent(fields: Record<string, unknown>): Record<string, unknown> {
  const present: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value !== undefined && value !== null) present[name] = value;
  }
  return present;
}
