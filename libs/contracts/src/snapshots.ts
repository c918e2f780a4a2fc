import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDateString,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { Attachment } from './attachment.js';
import { Place } from './place.js';
import { GRADES, PUBLIC_STATUSES, TASK_KINDS, type Grade, type PublicStatus, type TaskKind } from './vocabulary.js';

/** A ticket as it stood when the message was written: whoever hears it needs no question back. */
export class TicketSnapshot {
  @Matches(/^[0-9a-z]{26}$/) ticketId: string;
  /** The number people read, `371402-20261125-000123`. */
  @IsString() @MaxLength(32) number: string;
  @IsInt() @Min(1) version: number;
  @IsString() @Length(1, 32) source: string;
  @IsString() @Length(1, 128) eventId: string;
  @IsIn(PUBLIC_STATUSES) status: PublicStatus;
  @IsString() @MaxLength(200) title: string;
  @IsString() @MaxLength(20_000) description: string;
  @IsOptional() @IsString() @MaxLength(100) category?: string;
  @IsOptional() @IsString() @MaxLength(64) item?: string;
  @IsOptional() @IsString() @MaxLength(200) itemName?: string;
  @IsOptional() @IsString() @MaxLength(64) scene?: string;
  @IsIn(GRADES) grade: Grade;
  @IsOptional() @ValidateNested() @Type(() => Place) place?: Place;
  @IsOptional() @IsDateString() occurredAt?: string;
  @IsDateString() receivedAt: string;
  @IsOptional() @IsString() @MaxLength(4000) reporterSealed?: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => Attachment)
  attachments?: Attachment[];
}

/** A task as it stood when the message was written. */
export class TaskSnapshot {
  @Matches(/^[0-9a-z]{26}-\d{1,4}$/) taskId: string;
  @IsIn(TASK_KINDS) kind: TaskKind;
  /** Our agency code (单位), from `config/agencies.yml`. */
  @IsString() @Length(1, 64) agency: string;
  @IsString() @MaxLength(100) agencyName: string;
  @IsOptional() @IsArray() @IsString({ each: true }) helpingAgencies?: string[];
  @IsOptional() @IsString() @MaxLength(500) legalBasis?: string;
  @IsOptional() @IsString() @MaxLength(2000) instruction?: string;
  @IsOptional() @IsDateString() signBy?: string;
  @IsOptional() @IsDateString() finishBy?: string;
}
