import { IsDateString, IsIn, IsInt, IsOptional, IsString, Matches, MaxLength, Min } from 'class-validator';
import { defineMessage } from './message-type.js';
import { PUBLIC_STATUSES, type PublicStatus } from './vocabulary.js';

/** A ticket has a new version. For whoever listens; nothing inside the house depends on it. */
export class TicketChanged {
  @Matches(/^[0-9a-z]{26}$/) ticketId: string;
  @IsString() @MaxLength(32) number: string;
  @IsInt() @Min(1) version: number;
  @IsIn(PUBLIC_STATUSES) status: PublicStatus;
  @IsOptional() @IsIn(PUBLIC_STATUSES) previousStatus?: PublicStatus;
  /** The act of the history row, e.g. `opened`, `assigned`, `task-signed`. */
  @IsString() @MaxLength(64) act: string;
  /** Account, platform or `system`. */
  @IsString() @MaxLength(100) actor: string;
  @IsOptional() @IsString() @MaxLength(40) taskId?: string;
  @IsDateString() at: string;
}

export const ticketChanged = defineMessage({
  name: 'ticket-changed',
  version: 1,
  body: TicketChanged,
  key: (body: TicketChanged) => body.ticketId,
  saidBy: 'ticketing',
  summary: 'A ticket has a new version.',
  openToAll: true,
});
