import { DELIVERY_OUTCOMES } from '#libs/contracts';
import { readLimit, readQuery, readTimeCursor, refuse, writeTimeCursor } from '#libs/runtime';
import type { DeliveryFilter } from '../actions/list-deliveries.js';
import { OPEN_STATES, type DeliveryState } from '../domain/delivery-state.js';

const STATES: readonly string[] = [...OPEN_STATES, ...DELIVERY_OUTCOMES];

/** The filter that a query asks for. Throws `invalid-query`. */
export function readListQuery(query: Readonly<Record<string, unknown>>): DeliveryFilter {
  const { ticket, platform, state, cursor, limit } = readQuery(query, [
    'ticket',
    'platform',
    'state',
    'cursor',
    'limit',
  ]);
  if (state !== undefined && !STATES.includes(state)) refuse(`state must be one of ${STATES.join(', ')}`);
  return {
    ...(ticket === undefined ? {} : { ticket }),
    ...(platform === undefined ? {} : { platform }),
    ...(state === undefined ? {} : { state: state as DeliveryState }),
    ...(cursor === undefined ? {} : { after: afterOf(cursor) }),
    limit: readLimit(limit),
  };
}

export function cursorAfter({ requestedAt, id }: { requestedAt: Date; id: string }): string {
  return writeTimeCursor({ time: requestedAt, id });
}

function afterOf(cursor: string): { requestedAt: Date; id: string } {
  const { time, id } = readTimeCursor(cursor);
  return { requestedAt: time, id };
}
