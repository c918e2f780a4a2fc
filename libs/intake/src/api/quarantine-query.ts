import { readLimit, readQuery, readTimeCursor, refuse, writeTimeCursor } from '#libs/runtime';
import type { QuarantineFilter } from '../actions/look-into-quarantine.js';

const LONGEST_REASON = 500;

/** Throws `invalid-query`. */
export function readQuarantineQuery(query: Readonly<Record<string, unknown>>): QuarantineFilter {
  const { platform, limit, cursor } = readQuery(query, ['platform', 'limit', 'cursor']);
  return {
    limit: readLimit(limit),
    ...(platform === undefined ? {} : { platform }),
    ...(cursor === undefined ? {} : { after: afterOf(cursor) }),
  };
}

/** Why somebody looks at what was sealed. Throws `invalid-query` without it. */
export function readReason(query: Readonly<Record<string, unknown>>): string {
  const { reason } = readQuery(query, ['reason']);
  if (reason === undefined || reason.trim() === '' || reason.length > LONGEST_REASON)
    refuse(`reason must say why you look, in at most ${LONGEST_REASON} characters`);
  return reason as string;
}

export function cursorAfter({ receivedAt, id }: { receivedAt: Date; id: string }): string {
  return writeTimeCursor({ time: receivedAt, id });
}

function afterOf(cursor: string): { receivedAt: Date; id: string } {
  const { time, id } = readTimeCursor(cursor);
  return { receivedAt: time, id };
}
