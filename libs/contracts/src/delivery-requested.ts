import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsDateString,
  IsIn,
  IsOptional,
  IsString,
  Length,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { defineMessage } from './message-type.js';
import { TaskSnapshot, TicketSnapshot } from './snapshots.js';
import {
  DELIVERY_PURPOSES,
  PUBLIC_STATUSES,
  REQUEST_KINDS,
  type DeliveryPurpose,
  type PublicStatus,
  type RequestKind,
} from './vocabulary.js';

/** What a `report` tells: the ticket's new public status, and in whose words. */
export class StatusReport {
  @IsIn(PUBLIC_STATUSES) status: PublicStatus;
  @IsDateString() at: string;
  /** Agency that brought it about, by our code. */
  @IsOptional() @IsString() @MaxLength(64) agency?: string;
  @IsOptional() @IsString() @MaxLength(4000) opinion?: string;
  @IsOptional() @IsString() @MaxLength(64) reasonCode?: string;
  @IsOptional() @IsString() @MaxLength(500) legalBasis?: string;
}

/** What an `answer` tells: whether the office granted what the agency had asked for. */
export class RequestAnswer {
  @IsIn(REQUEST_KINDS) to: RequestKind;
  @IsBoolean() granted: boolean;
  /** Why, in the office's words. */
  @IsOptional() @IsString() @MaxLength(4000) opinion?: string;
  /** Extension: until when it has to be settled. Suspension: when it is looked at again. */
  @IsOptional() @IsDateString() until?: string;
}

/** What a `supervision`, or a `reminder` of the ladder, tells the agency (督办): one rung, in words. */
export class SupervisionNotice {
  /** Our id of the notice. */
  @IsString() @Length(1, 40) notice: string;
  /** Code and name of the rung: `order`, 督办单. */
  @IsString() @Length(1, 24) rung: string;
  @IsString() @Length(1, 30) name: string;
  @IsString() @Length(1, 4000) text: string;
  /** Until when its receipt is expected; absent: none is. */
  @IsOptional() @IsDateString() receiptBy?: string;
}

/** Ticketing asks that one platform be told one thing. Carries all that is needed to tell it. */
export class DeliveryRequested {
  /** Ticket id, version and a number: the same request always has the same id. Sent outside as the idempotency key. */
  @IsString() @Length(1, 64) deliveryId: string;
  @IsString() @Length(1, 32) platform: string;
  @IsIn(DELIVERY_PURPOSES) purpose: DeliveryPurpose;
  @ValidateNested() @Type(() => TicketSnapshot) ticket: TicketSnapshot;
  /** For dispatch, call, withdrawal, reminder, answer and supervision. */
  @IsOptional() @ValidateNested() @Type(() => TaskSnapshot) task?: TaskSnapshot;
  /** For report. */
  @IsOptional() @ValidateNested() @Type(() => StatusReport) report?: StatusReport;
  /** For answer. */
  @IsOptional() @ValidateNested() @Type(() => RequestAnswer) answer?: RequestAnswer;
  /** For supervision, and for a reminder of the ladder. */
  @IsOptional() @ValidateNested() @Type(() => SupervisionNotice) supervision?: SupervisionNotice;
  @IsDateString() requestedAt: string;
}

export const deliveryRequested = defineMessage({
  name: 'delivery-requested',
  version: 1,
  body: DeliveryRequested,
  key: (body: DeliveryRequested) => body.ticket.ticketId,
  saidBy: 'ticketing',
  summary: 'One platform is to be told one thing.',
});
