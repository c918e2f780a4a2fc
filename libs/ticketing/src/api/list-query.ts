import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { PUBLIC_STATUSES, type PublicStatus } from '#libs/contracts';
import { check, Problem } from '#libs/runtime';
import { DESK_KINDS, type DeskKind } from '../domain/desk-kinds.js';
import { TICKET_STATES, type TicketState } from '../domain/ticket.flow.js';

const DEFAULT_LIMIT = 50;

/** Query of a list: how many at most (1 to 200, default 50), and behind which page. */
export class PageQuery {
  @IsOptional() @Matches(/^([1-9]\d?|1\d\d|200)$/, { message: 'limit must be 1 to 200' }) limit?: string;
  @IsOptional() @IsString() @Length(1, 200) cursor?: string;
}

export class TicketQuery extends PageQuery {
  @IsOptional() @IsIn(PUBLIC_STATUSES) status?: PublicStatus;
  @IsOptional() @IsIn(TICKET_STATES) state?: TicketState;
  @IsOptional() @IsString() @Length(1, 32) source?: string;
}

export class DeskQuery extends PageQuery {
  @IsOptional() @IsIn(Object.keys(DESK_KINDS)) kind?: DeskKind;
  @IsOptional() @Matches(/^[0-9a-z]{26}$/) ticket?: string;
  @IsOptional() @IsString() @Length(1, 32) township?: string;
  /** Claimed by the asker, or assigned to the asker or one of the asker's roles. */
  @IsOptional() @IsIn(['true', 'false']) mine?: 'true' | 'false';
  /** Past their time. */
  @IsOptional() @IsIn(['true', 'false']) overdue?: 'true' | 'false';
}

export class SupervisionQuery extends PageQuery {
  @IsOptional() @IsString() @Length(1, 64) agency?: string;
  @IsOptional() @IsString() @Length(1, 24) rung?: string;
  @IsOptional() @Matches(/^[0-9a-z]{26}$/) ticket?: string;
  /** Also those that are released; without it only the open ones. */
  @IsOptional() @IsIn(['true', 'false']) released?: 'true' | 'false';
  /** Only those whose receipt did not come in its time and has not come since. */
  @IsOptional() @IsIn(['true', 'false']) unreceived?: 'true' | 'false';
}

/** The query as an instance of `type`. Throws `invalid-query` with every wrong parameter. */
export function checkedQuery<T extends PageQuery>(type: new () => T, query: unknown): T & { pageSize: number } {
  const result = check(type, { ...(query as object) });
  if ('errors' in result) {
    const detail = result.errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
    throw new Problem('invalid-query', detail, { errors: result.errors });
  }
  const pageSize = Number(result.value.limit ?? DEFAULT_LIMIT);
  return Object.assign(result.value, { pageSize });
}
