import { hashOfParts, isTicketId, ticketIdOf, ticketIdOfTask, type Attachment, type Entrance } from '#libs/contracts';
import type { ReadCallback } from '#libs/platforms';
import { withoutAbsent } from './event-message.js';

/** All that is known about a callback beside what it says itself. */
export interface CallbackCircumstances {
  platform: string;
  epoch: number;
  entrance: Entrance;
  receivedAt: Date;
  attachments?: Attachment[];
}

/** What a callback is about, as far as intake can tell without looking anything up. */
export interface Subject {
  ticketId?: string;
  taskId?: string;
}

/** A task id of ours, a ticket id of ours, or the id of an event that the platform had reported; else only its own number is left. */
export function subjectOf(callback: ReadCallback, platform: string, epoch: number): Subject {
  const { ourId, eventId } = callback;
  if (ourId !== undefined) {
    const ticketId = ticketIdOfTask(ourId);
    if (ticketId !== undefined) return { ticketId, taskId: ourId };
    if (isTicketId(ourId)) return { ticketId: ourId };
  }
  return eventId === undefined ? {} : { ticketId: ticketIdOf(platform, epoch, eventId) };
}

/** Hash of the fact. Neither the time of receipt nor the entrance is in it: pushed and pulled, it is the same fact. */
export function callbackIdOf(callback: ReadCallback, platform: string, epoch: number): string {
  const { ticketId, taskId } = subjectOf(callback, platform, epoch);
  const fields: Record<string, string | number | boolean | undefined> = {
    platform,
    // With an id of ours the platform's own number adds nothing, and a push may leave it out where the pull has it.
    subject: taskId ?? ticketId ?? callback.reference,
    status: callback.status,
    sideEvent: callback.sideEvent,
    rawStatus: callback.rawStatus,
    occurredAt: callback.occurredAt,
    messageId: callback.messageId,
    opinion: callback.opinion,
    reasonCode: callback.reasonCode,
    finding: callback.finding,
    findingPlace: callback.findingPlace,
    solved: callback.solved,
    satisfaction: callback.satisfaction,
  };
  const parts = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
  return hashOfParts(['callback', ...parts]);
}

/** The body of `callback-received` as plain fields, not yet checked. */
export function callbackBody(callback: ReadCallback, given: CallbackCircumstances): Record<string, unknown> {
  return withoutAbsent({
    callbackId: callbackIdOf(callback, given.platform, given.epoch),
    platform: given.platform,
    ...subjectOf(callback, given.platform, given.epoch),
    reference: callback.reference,
    entrance: given.entrance,
    status: callback.status,
    sideEvent: callback.sideEvent,
    rawStatus: callback.rawStatus,
    occurredAt: callback.occurredAt,
    receivedAt: given.receivedAt.toISOString(),
    opinion: callback.opinion,
    reasonCode: callback.reasonCode,
    legalBasis: callback.legalBasis,
    finding: callback.finding,
    findingPlace: callback.findingPlace,
    operator: callback.operator && withoutAbsent(callback.operator),
    solved: callback.solved,
    satisfaction: callback.satisfaction,
    attachments: given.attachments?.length ? given.attachments : undefined,
    remarks: callback.remarks?.length ? callback.remarks : undefined,
  });
}

/** What class-validator cannot say: one subject at least, and exactly one of status and side event. */
export function callbackErrors(body: Record<string, unknown>): { path: string; message: string }[] {
  const errors = [];
  if (body.ticketId === undefined && body.reference === undefined)
    errors.push({ path: '$', message: 'names neither an id of ours nor one of the platform' });
  if ((body.status === undefined) === (body.sideEvent === undefined))
    errors.push({ path: '$.status', message: 'exactly one of status and sideEvent must be given' });
  return errors;
}
