import { Problem } from '#libs/runtime';
import { DELIVERY_OUTCOMES } from '#libs/contracts';
import type { DeliveryFilter } from '../actions/list-deliveries.js';
import { OPEN_STATES, type DeliveryState } from '../domain/delivery-state.js';

const MOST = 200;
const STATES: readonly string[] = [...OPEN_STATES, ...DELIVERY_OUTCOMES];
const NAMES: readonly string[] = ['ticket', 'platform', 'state', 'cursor', 'limit'];

/** The filter that a query asks for. Throws `invalid-query`: a misspelt filter would list everything. */
export function readListQuery(query: Readonly<Record<string, unknown>>): DeliveryFilter {
  const unknown = Object.keys(query).find((name) => !NAMES.includes(name));
  if (unknown !== undefined) refuse(`${unknown.slice(0, 40)} is no parameter here; they are ${NAMES.join(', ')}`);
  const [ticket, platform, state, cursor, limit] = NAMES.map((name) => text(query, name));
  const count = Number(limit ?? '50');
  if (!Number.isInteger(count) || count < 1 || count > MOST) refuse(`limit must be a whole number from 1 to ${MOST}`);
  if (state !== undefined && !STATES.includes(state)) refuse(`state must be one of ${STATES.join(', ')}`);
  return {
    ...(ticket === undefined ? {} : { ticket }),
    ...(platform === undefined ? {} : { platform }),
    ...(state === undefined ? {} : { state: state as DeliveryState }),
    ...(cursor === undefined ? {} : { after: readCursor(cursor) }),
    limit: count,
  };
}

export function cursorAfter({ requestedAt, id }: { requestedAt: Date; id: string }): string {
  return Buffer.from(`${requestedAt.toISOString()} ${id}`, 'utf8').toString('base64url');
}

function readCursor(cursor: string): { requestedAt: Date; id: string } {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const requestedAt = new Date(time);
  if (id === '' || Number.isNaN(requestedAt.getTime())) refuse('cursor must be one that a page before this gave');
  return { requestedAt, id };
}

function text(query: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') refuse(`${name} may be given once`);
  return value as string;
}

function refuse(detail: string): never {
  throw new Problem('invalid-query', detail);
}
