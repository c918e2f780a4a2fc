import { IsOptional, IsString, Length, Matches } from 'class-validator';
import { check, Problem } from '#libs/runtime';
import type { QuarantineFilter } from '../actions/look-into-quarantine.js';

const DEFAULT_LIMIT = 50;

class QuarantineQuery {
  @IsOptional() @IsString() @Length(1, 32) platform?: string;
  @IsOptional() @Matches(/^([1-9]\d?|1\d\d|200)$/, { message: 'limit must be 1 to 200' }) limit?: string;
  @IsOptional() @IsString() @Length(1, 200) cursor?: string;
}

class LookQuery {
  @IsString() @Length(1, 500) @Matches(/\S/) reason: string;
}

/** Throws `invalid-query` with every wrong parameter. */
export function readQuarantineQuery(query: unknown): QuarantineFilter {
  const { platform, limit, cursor } = checkedQuery(QuarantineQuery, query);
  return {
    limit: Number(limit ?? DEFAULT_LIMIT),
    ...(platform === undefined ? {} : { platform }),
    ...(cursor === undefined ? {} : { after: readCursor(cursor) }),
  };
}

/** Why somebody looks at what was sealed. Throws `invalid-query` without it. */
export function readReason(query: unknown): string {
  return checkedQuery(LookQuery, query).reason;
}

export function cursorAfter({ receivedAt, id }: { receivedAt: Date; id: string }): string {
  return Buffer.from(`${receivedAt.toISOString()} ${id}`, 'utf8').toString('base64url');
}

function readCursor(cursor: string): { receivedAt: Date; id: string } {
  const [time = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  const receivedAt = new Date(time);
  if (id === '' || Number.isNaN(receivedAt.getTime()))
    throw new Problem('invalid-query', 'cursor must be the nextCursor of the page before.');
  return { receivedAt, id };
}

function checkedQuery<T extends object>(type: new () => T, query: unknown): T {
  const result = check(type, { ...(query as object) });
  if ('value' in result) return result.value;
  const { errors } = result;
  throw new Problem('invalid-query', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors });
}
