import { deliverySettled, type DeliveryOutcome, type DeliverySettled } from '#libs/contracts';
import { say, type Circumstances, type Decision } from '#libs/bus';
import { update, type Change, type View } from '#libs/store';
import { Delivery } from '../persistence/delivery.entity.js';

export interface Ending {
  readonly outcome: DeliveryOutcome;
  readonly reference?: string;
  readonly detail?: string;
}

const LONGEST_DETAIL = 1_000;

/**
 * Ends a delivery and lets the next of its strand go. The view must hold the row's open strand. `patch` is what else changes
 * with it.
 */
export function settleDelivery(
  row: Readonly<Delivery>,
  ending: Ending,
  { view, now }: Circumstances,
  patch: Partial<Delivery> = {},
): Decision {
  const changed = {
    ...patch,
    state: ending.outcome,
    openStrand: null,
    nextAttemptAt: null,
    reference: ending.reference ?? row.reference,
    detail: cutDetail(ending.detail),
    settledAt: now,
  };
  return {
    changes: [update(Delivery, row, changed), ...nextOfStrand(row, view)],
    messages: [say(deliverySettled, settledMessage({ ...row, ...changed }, now), row.version + 1, row.traceparent)],
  };
}

/** The first in place among those that wait behind, unless another of the strand is already on its way. */
function nextOfStrand(row: Readonly<Delivery>, view: View): Change[] {
  if (row.openStrand === null) return [];
  const others = view.where(Delivery, 'openStrand', row.openStrand).filter((other) => other.id !== row.id);
  if (others.some((other) => other.state !== 'waiting' || other.nextAttemptAt !== null)) return [];
  const next = others.toSorted((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1))[0];
  return next ? [update(Delivery, next, { nextAttemptAt: next.requestedAt })] : [];
}

export function cutDetail(detail: string | undefined): string | null {
  return detail === undefined ? null : [...detail].slice(0, LONGEST_DETAIL).join('');
}

export function settledMessage(row: Readonly<Delivery>, now: Date): DeliverySettled {
  return {
    deliveryId: row.id,
    ticketId: row.ticketId,
    ...(row.taskId === null ? {} : { taskId: row.taskId }),
    platform: row.platform,
    purpose: row.purpose,
    outcome: row.state as DeliveryOutcome,
    ...(row.reference === null ? {} : { reference: row.reference }),
    ...(row.detail === null ? {} : { detail: row.detail }),
    attempts: row.attempts,
    settledAt: now.toISOString(),
  };
}
