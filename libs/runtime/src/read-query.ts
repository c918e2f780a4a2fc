import { Problem } from './problem.js';

const MOST = 200;

/** The parameters of a query, each at most once. Throws `invalid-query`: a misspelt filter would show everything. */
export function readQuery<N extends string>(
  query: Readonly<Record<string, unknown>>,
  names: readonly N[],
): Partial<Record<N, string>> {
  const unknown = Object.keys(query).find((name) => !(names as readonly string[]).includes(name));
  if (unknown !== undefined) refuse(`${unknown.slice(0, 40)} is no parameter here; they are ${names.join(', ')}`);
  const read: Partial<Record<N, string>> = {};
  for (const name of names) {
    const value = query[name];
    if (value === undefined || value === '') continue;
    if (typeof value !== 'string') refuse(`${name} may be given once`);
    read[name] = value as string;
  }
  return read;
}

export function readLimit(text = '50'): number {
  return readWhole('limit', text, 1, MOST);
}

export function readWhole(name: string, text: string, least: number, most: number): number {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= most)) refuse(`${name} must be a whole number from ${least} to ${most}`);
  return number;
}

/** A moment, as ISO 8601 with its zone: "14:00" alone means another moment to each reader. */
export function readMoment(name: string, text: string): Date {
  const time = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(time.getTime()))
    refuse(`${name} must be a time with its zone, e.g. 2026-11-25T14:00:00+08:00`);
  return time;
}

/** What a page handed out as its cursor; callers give it back unread. */
export function readCursor<T>(text: string, isOne: (value: unknown) => value is T): T {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    value = undefined;
  }
  if (!isOne(value)) refuse('cursor must be the nextCursor of the page before');
  return value as T;
}

export function writeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}

/** Where a page of a list by time ended: the next one begins behind it. */
export interface TimeCursor {
  readonly time: Date;
  readonly id: string;
}

export function readTimeCursor(text: string): TimeCursor {
  const [milliseconds, id] = readCursor(text, isTimeAndId);
  return { time: new Date(milliseconds), id };
}

export function writeTimeCursor({ time, id }: TimeCursor): string {
  return writeCursor([time.getTime(), id]);
}

function isTimeAndId(value: unknown): value is [number, string] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [milliseconds, id] = value as unknown[];
  return (
    !Number.isNaN(new Date(milliseconds as number).getTime()) &&
    Number.isSafeInteger(milliseconds) &&
    typeof id === 'string'
  );
}

export function refuse(detail: string): never {
  throw new Problem('invalid-query', detail);
}
