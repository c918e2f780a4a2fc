import { Problem } from '#libs/runtime';

/** Where a page ended: the next one begins behind it. */
export interface PageCursor {
  readonly time: Date;
  readonly id: string;
}

/** As text that callers hand back unread. */
export function writeCursor({ time, id }: PageCursor): string {
  return Buffer.from(`${time.getTime()} ${id}`, 'utf8').toString('base64url');
}

/** Throws `invalid-query` for a text that we did not write. */
export function readCursor(text: string | undefined): PageCursor | undefined {
  if (text === undefined) return undefined;
  const [, time, id] = /^(\d{1,15}) (.{1,100})$/.exec(Buffer.from(text, 'base64url').toString('utf8')) ?? [];
  if (time === undefined || id === undefined)
    throw new Problem('invalid-query', 'cursor must be the nextCursor of the page before.');
  return { time: new Date(Number(time)), id };
}
