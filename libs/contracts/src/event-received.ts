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
import { defineMessage } from './message-type.js';
import { Place } from './place.js';
import { ENTRANCES, GRADES, type Entrance, type Grade } from './vocabulary.js';

/** A source platform (or a person at the counter) reported an event, and intake has it durably. */
export class EventReceived {
  /** Minted from (source, epoch, event id): the same event always has the same ticket id. */
  @Matches(/^[0-9a-z]{26}$/) ticketId: string;
  /** Code of the source platform in `config/platforms.yml`. */
  @IsString() @Length(1, 32) source: string;
  /** Raised in the configuration when a platform starts its numbering anew. */
  @IsInt() @Min(0) epoch: number;
  /** The platform's own id, as text to the last digit. */
  @IsString() @Length(1, 128) eventId: string;
  /** SHA-256 over the named mapped fields: the same id with another hash is a conflict for the desk. */
  @Matches(/^[0-9a-f]{64}$/) contentHash: string;
  @IsIn(ENTRANCES) entrance: Entrance;
  /** ISO 8601 with Z. Absent when the source gave none or an unreadable one: never filled with "now". */
  @IsOptional() @IsDateString() occurredAt?: string;
  @IsOptional() @IsDateString() reportedAt?: string;
  @IsDateString() receivedAt: string;
  @IsString() @Length(1, 200) title: string;
  @IsString() @MaxLength(20_000) description: string;
  /** The source's category, as text; the responsibility list matches on it. */
  @IsOptional() @IsString() @MaxLength(100) category?: string;
  /** Code of a responsibility-list item (事项), when the source knows it. */
  @IsOptional() @IsString() @MaxLength(64) item?: string;
  @IsOptional() @IsString() @MaxLength(64) scene?: string;
  @IsOptional() @IsIn(GRADES) grade?: Grade;
  @IsOptional() @ValidateNested() @Type(() => Place) place?: Place;
  /** The reporter's name, phone and id number, sealed at intake; opened only where a dialect must send it. */
  @IsOptional() @IsString() @MaxLength(4000) reporterSealed?: string;
  /** Keyed blind index of the reporter's phone: equal phones are found without opening anything. */
  @IsOptional() @Matches(/^[0-9a-f]{64}$/) reporterIndex?: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => Attachment)
  attachments?: Attachment[];
  /** Account of the person who registered it by hand. */
  @IsOptional() @IsString() @MaxLength(64) registeredBy?: string;
  /** What intake noticed and mended or left out, in words, e.g. swapped coordinates. */
  @IsOptional() @IsArray() @IsString({ each: true }) remarks?: string[];
}

export const eventReceived = defineMessage({
  name: 'event-received',
  version: 1,
  body: EventReceived,
  key: (body: EventReceived) => body.ticketId,
  saidBy: 'intake',
  summary: 'A source platform reported an event.',
});
