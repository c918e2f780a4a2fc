import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDateString,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Attachment } from './attachment.js';
import { defineMessage } from './message-type.js';
import {
  ENTRANCES,
  PUBLIC_STATUSES,
  SIDE_EVENTS,
  type Entrance,
  type PublicStatus,
  type SideEvent,
} from './vocabulary.js';

/** Who acted at the platform. */
export class OutsideOperator {
  @IsOptional() @IsString() @MaxLength(64) id?: string;
  @IsOptional() @IsString() @MaxLength(100) name?: string;
  @IsOptional() @IsString() @MaxLength(64) agency?: string;
}

/** A platform told us, or let us find by pull, what happened to a task or to an event of its own. */
export class CallbackReceived {
  /** Hash of the fact, so that the same fact pushed and pulled is one message. */
  @Matches(/^[0-9a-f]{64}$/) callbackId: string;
  @IsString() @Length(1, 32) platform: string;
  /** Known when the platform named one of our ids or an event of its own. */
  @IsOptional() @Matches(/^[0-9a-z]{26}$/) ticketId?: string;
  /** Ticket id, hyphen, number: `…-1`. */
  @IsOptional() @Matches(/^[0-9a-z]{26}-\d{1,4}$/) taskId?: string;
  /** The platform's own number of the task or event; with no id of ours it is correlated in ticketing. */
  @IsOptional() @IsString() @Length(1, 128) reference?: string;
  @IsIn(ENTRANCES) entrance: Entrance;
  /** Exactly one of `status` and `sideEvent` is given. */
  @IsOptional() @IsIn(PUBLIC_STATUSES) status?: PublicStatus;
  @IsOptional() @IsIn(SIDE_EVENTS) sideEvent?: SideEvent;
  /** The code as the platform wrote it, for the history. */
  @IsOptional() @IsString() @MaxLength(64) rawStatus?: string;
  @IsOptional() @IsDateString() occurredAt?: string;
  @IsDateString() receivedAt: string;
  @IsOptional() @IsString() @MaxLength(4000) opinion?: string;
  /** 退单: reason code and legal basis. */
  @IsOptional() @IsString() @MaxLength(64) reasonCode?: string;
  @IsOptional() @IsString() @MaxLength(500) legalBasis?: string;
  /** 调查, with IN_PROGRESS: what was found on the spot, and where. When is `occurredAt`, who `operator`. */
  @IsOptional() @IsString() @MaxLength(4000) finding?: string;
  @IsOptional() @IsString() @MaxLength(200) findingPlace?: string;
  @IsOptional() @ValidateNested() @Type(() => OutsideOperator) operator?: OutsideOperator;
  /** 回访: whether the resident says it is solved, and the level of 好差评 (5 = very satisfied … 1 = very dissatisfied). */
  @IsOptional() @IsBoolean() solved?: boolean;
  @IsOptional() @IsInt() @Min(1) @Max(5) satisfaction?: number;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => Attachment)
  attachments?: Attachment[];
  @IsOptional() @IsArray() @IsString({ each: true }) remarks?: string[];
}

export const callbackReceived = defineMessage({
  name: 'callback-received',
  version: 1,
  body: CallbackReceived,
  // With no id of ours the order is kept per (platform, reference) until ticketing has correlated it.
  key: (body: CallbackReceived) => body.ticketId ?? `${body.platform}:${body.reference ?? body.callbackId}`,
  saidBy: 'intake',
  summary: 'A platform reported the status of a task, or of an event that it had reported.',
});
