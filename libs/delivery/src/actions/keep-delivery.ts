import { deliverySettled, type DeliveryRequested } from '#libs/contracts';
import { say, type Circumstances, type Decision } from '#libs/bus';
import { insert, loadStage, type LoadStage } from '#libs/store';
import { placeInStrand } from '../domain/place-in-strand.js';
import { strandOf } from '../domain/strand.js';
import { DeliveryRequest } from '../persistence/delivery-request.entity.js';
import { Delivery } from '../persistence/delivery.entity.js';
import { settledMessage } from './settle-delivery.js';

export const keepDeliveryLoad: readonly LoadStage<DeliveryRequested>[] = [
  loadStage(Delivery, 'id', (body) => [body.deliveryId]),
  loadStage(Delivery, 'openStrand', (body) => [strandOf(body.platform, body.ticket.ticketId)]),
];

/** What the decision must be told beside the message. */
export interface Keeping {
  readonly traceparent?: string;
  /** Why the platform can never be told anything; such a delivery is settled at once. */
  readonly hole?: string;
}

/** Keeps a delivery once. It is due at once, unless another of the same ticket to the same platform is still open. */
export function keepDelivery(body: DeliveryRequested, keeping: Keeping, { view, now }: Circumstances): Decision {
  if (view.get(Delivery, body.deliveryId)) return { changes: [] };
  const strand = strandOf(body.platform, body.ticket.ticketId);
  const behind = view.where(Delivery, 'openStrand', strand).length > 0;
  const row = newDelivery(body, keeping, now);
  const request = insert(DeliveryRequest, { id: body.deliveryId, body: JSON.stringify(body) });
  if (keeping.hole !== undefined) {
    const settled = { ...row, state: 'refused' as const, detail: keeping.hole, settledAt: now };
    return {
      changes: [insert(Delivery, settled), request],
      messages: [say(deliverySettled, settledMessage(settled, now), 1)],
    };
  }
  const open = { ...row, openStrand: strand, nextAttemptAt: behind ? null : row.requestedAt };
  return { changes: [insert(Delivery, open), request] };
}

function newDelivery(body: DeliveryRequested, keeping: Keeping, now: Date): Delivery {
  const requestedAt = new Date(body.requestedAt);
  return {
    id: body.deliveryId,
    version: 1,
    platform: body.platform,
    ticketId: body.ticket.ticketId,
    taskId: body.task?.taskId ?? null,
    purpose: body.purpose,
    place: placeInStrand(body.deliveryId, body.ticket.version),
    state: 'waiting',
    openStrand: null,
    nextAttemptAt: null,
    attempts: 0,
    lookUps: 0,
    firstAttemptAt: null,
    lastAttemptAt: null,
    maybeSent: false,
    proven: false,
    askedToWait: false,
    reference: null,
    detail: null,
    traceparent: keeping.traceparent?.slice(0, 64) ?? null,
    // The other process's clock may be ahead of this one's; nothing is due in the future only for that.
    requestedAt: requestedAt < now ? requestedAt : now,
    settledAt: null,
  };
}
