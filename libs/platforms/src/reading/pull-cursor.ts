/** How far a pull has come. Written as text, so that intake can keep it without knowing what it means. */
export interface PullCursor {
  /** ISO 8601; the window begins here, less the overlap. */
  since: string;
  /** From 1; pages of one window share its `since`. */
  page: number;
  /** The highest item time seen in this window. */
  high?: string;
}

/** How far the very first pull looks back. */
const FIRST_LOOK_BACK_MS = 24 * 3_600_000;

/** Throws when the text is no cursor of ours. */
export function readCursor(text: string | undefined, now: Date): PullCursor {
  if (text === undefined) return { since: new Date(now.getTime() - FIRST_LOOK_BACK_MS).toISOString(), page: 1 };
  const cursor = JSON.parse(text) as PullCursor;
  if (Number.isNaN(Date.parse(cursor.since)) || !Number.isInteger(cursor.page)) throw new Error(`no cursor: ${text}`);
  return cursor;
}

/**
 * Where to go on: the next page of the same window, or a new window at the highest time seen. Items that come late, or whose
 * time could not be read, lie in the overlap.
 * @param latest no later than this, so that one item dated in the future does not hide all that follow
 */
export function nextCursor(
  cursor: PullCursor,
  times: readonly (string | undefined)[],
  more: boolean,
  latest: Date,
): string {
  const limit = latest.toISOString();
  const high = [cursor.high, ...times].reduce((highest, time) => {
    const capped = time !== undefined && time > limit ? limit : time;
    return capped !== undefined && (highest === undefined || capped > highest) ? capped : highest;
  }, undefined);
  const next: PullCursor = more
    ? { since: cursor.since, page: cursor.page + 1, ...(high ? { high } : {}) }
    : { since: high !== undefined && high > cursor.since ? high : cursor.since, page: 1 };
  return JSON.stringify(next);
}
