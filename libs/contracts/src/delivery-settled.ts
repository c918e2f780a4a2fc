import { IsDateString, IsIn, IsInt, IsOptional, IsString, Length, Matches, MaxLength, Min } from 'class-validator';
import { defineMessage } from './message-type.js';
import { DELIVERY_OUTCOMES, DELIVERY_PURPOSES, type DeliveryOutcome, type DeliveryPurpose } from './vocabulary.js';

/** How a delivery ended. A refusal by the platform is an outcome for ticketing, not an error. */
export class DeliverySettled {
  @IsString() @Length(1, 64) deliveryId: string;
  @Matches(/^[0-9a-z]{26}$/) ticketId: string;
  @IsOptional() @Matches(/^[0-9a-z]{26}-\d{1,4}$/) taskId?: string;
  @IsString() @Length(1, 32) platform: string;
  @IsIn(DELIVERY_PURPOSES) purpose: DeliveryPurpose;
  @IsIn(DELIVERY_OUTCOMES) outcome: DeliveryOutcome;
  /** The platform's own number for what it accepted. */
  @IsOptional() @IsString() @Length(1, 128) reference?: string;
  /** Why it was refused or given up, for the desk. */
  @IsOptional() @IsString() @MaxLength(1000) detail?: string;
  /** Attempts that were started. */
  @IsInt() @Min(0) attempts: number;
  @IsDateString() settledAt: string;
}

export const deliverySettled = defineMessage({
  name: 'delivery-settled',
  version: 1,
  body: DeliverySettled,
  key: (body: DeliverySettled) => body.ticketId,
  saidBy: 'delivery',
  summary: 'A delivery ended: accepted, refused, unconfirmed or undeliverable.',
});
