import { ticketIdOfTask, type CallbackReceived, type DeliverySettled, type EventReceived } from '#libs/contracts';
import { loadStage, type LoadStage, type View } from '#libs/store';
import { Deadline } from '../persistence/deadline.entity.js';
import { DeskItem } from '../persistence/desk-item.entity.js';
import { Notice } from '../persistence/notice.entity.js';
import { referenceId, ticketReferenceId } from '../persistence/reference-id.js';
import { Reference } from '../persistence/reference.entity.js';
import { Task } from '../persistence/task.entity.js';
import { Ticket } from '../persistence/ticket.entity.js';
import { ticketsMergedInto } from './duplicates/tickets-merged-into.js';
import { uncorrelatedStage } from './uncorrelated-item.js';

type TicketIds<I> = (input: I, view: View) => readonly (string | undefined)[];

/** A ticket with all that belongs to it, and the tickets merged into it with all that belongs to them, always locked in this order. */
export function ticketStages<I>(ticketIds: TicketIds<I>): readonly LoadStage<I>[] {
  const ids: TicketIds<I> = (input, view) => {
    const named = ticketIds(input, view);
    return [...named, ...named.flatMap((id) => ticketsMergedInto(ticketOf(id, view), view).map((one) => one.id))];
  };
  return [
    loadStage(Ticket, 'id', ticketIds),
    loadStage(Ticket, 'mergedInto', (input, view) =>
      ticketIds(input, view).filter((id) => (ticketOf(id, view)?.mergedHere ?? 0) > 0),
    ),
    loadStage(Task, 'ticketId', ids),
    loadStage(DeskItem, 'ticketId', ids),
    loadStage(Deadline, 'ticketId', ids),
    loadStage(Notice, 'ticketId', (input, view) =>
      ids(input, view).filter((id) => (ticketOf(id, view)?.notices ?? 0) > 0),
    ),
  ];
}

function ticketOf(id: string | undefined, view: View): Readonly<Ticket> | undefined {
  return id === undefined ? undefined : view.get(Ticket, id);
}

/** Before `openTicket`. */
export const eventStages: readonly LoadStage<EventReceived>[] = [
  loadStage(Reference, 'id', namesOfEvent),
  ...ticketStages<EventReceived>((event) => [event.ticketId]),
  uncorrelatedStage(namesOfEvent),
];

/** Before `settleDelivery`. */
export const settlementStages: readonly LoadStage<DeliverySettled>[] = [
  loadStage(Reference, 'id', nameOfSettled),
  ...ticketStages<DeliverySettled>(({ ticketId }) => [ticketId]),
  uncorrelatedStage(nameOfSettled),
];

/** Before `applyCallback`. */
export const callbackStages: readonly LoadStage<CallbackReceived>[] = [
  loadStage(Reference, 'id', (callback) => [nameOfCallback(callback), waitingPlaceOf(callback)]),
  ...ticketStages<CallbackReceived>((callback, view) => [ticketIdOfCallback(callback, view)]),
  uncorrelatedStage((callback) => [nameOfCallback(callback)]),
];

function namesOfEvent({ ticketId, source, eventId }: EventReceived): readonly string[] {
  return [ticketReferenceId(ticketId), referenceId(source, eventId)];
}

function nameOfSettled({ platform, reference }: DeliverySettled): readonly string[] {
  return reference === undefined ? [] : [referenceId(platform, reference)];
}

/** What the platform itself calls the thing, as the id of a reference; undefined when it used our id only. */
export function nameOfCallback({ platform, reference }: CallbackReceived): string | undefined {
  return reference === undefined ? undefined : referenceId(platform, reference);
}

/** Where a callback waits while nobody knows its ticket: under our ticket id if it gave one, else under the platform's name. */
export function waitingPlaceOf(callback: CallbackReceived): string {
  const ticketId = callback.ticketId ?? ticketIdOfTask(callback.taskId ?? '');
  if (ticketId !== undefined) return ticketReferenceId(ticketId);
  return nameOfCallback(callback) ?? referenceId(callback.platform, callback.callbackId);
}

/** The ticket a callback is about: by our id, else by what we know of the platform's. */
export function ticketIdOfCallback(callback: CallbackReceived, view: View): string | undefined {
  const named = callback.ticketId ?? ticketIdOfTask(callback.taskId ?? '');
  if (named !== undefined) return named;
  const name = nameOfCallback(callback);
  return name === undefined ? undefined : (view.get(Reference, name)?.ticketId ?? undefined);
}
