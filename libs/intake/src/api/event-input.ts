import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBase64,
  IsIn,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { COORDINATE_SYSTEMS, GRADES, type CoordinateSystem, type Grade } from '#libs/contracts';

/** base64 of the largest blob. */
const MAX_BASE64 = 13_981_016;

/** Who reported it. Sealed before anything is written. */
export class ReporterInput {
  @IsOptional() @IsString() @MaxLength(100) name?: string;
  @IsOptional() @IsString() @MaxLength(40) phone?: string;
  @IsOptional() @IsString() @MaxLength(40) idNumber?: string;
}

/** Where it happened. Degrees; a swapped pair is put right, 0/0 is left out. */
export class PlaceInput {
  @IsOptional() @IsString() @MaxLength(32) township?: string;
  @IsOptional() @IsString() @MaxLength(64) grid?: string;
  @IsOptional() @IsString() @MaxLength(500) address?: string;
  @IsOptional() @IsNumber() longitude?: number;
  @IsOptional() @IsNumber() latitude?: number;
  @IsOptional() @IsIn(COORDINATE_SYSTEMS) crs?: CoordinateSystem;
}

/** A picture or document: exactly one of `url` and `base64`. */
export class AttachmentInput {
  @IsString() @Length(1, 200) name: string;
  @IsOptional() @IsString() @MaxLength(100) mime?: string;
  @IsOptional()
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  @MaxLength(2000)
  url?: string;
  /** At most 10 MiB of bytes. */
  @IsOptional() @IsBase64() @MaxLength(MAX_BASE64) base64?: string;
}

/** An event in our own plain shape. The source is whoever authenticated. */
export class EventInput {
  /** The source's own id, as text to the last digit. The same id with the same content is one event. */
  @IsString() @Length(1, 128) @Matches(/\S/) eventId: string;
  @IsString() @Length(1, 200) @Matches(/\S/, { message: 'title must not be blank' }) title: string;
  @IsString() @MaxLength(20_000) description: string;
  /** ISO 8601 with offset, e.g. `2026-11-25T09:30:00+08:00`. */
  @IsOptional() @IsString() @MaxLength(40) occurredAt?: string;
  @IsOptional() @IsString() @MaxLength(40) reportedAt?: string;
  /** The source's category, as text; the responsibility list matches on it. */
  @IsOptional() @IsString() @MaxLength(100) category?: string;
  /** Code of a responsibility-list item (事项). */
  @IsOptional() @IsString() @MaxLength(64) item?: string;
  @IsOptional() @IsString() @MaxLength(64) scene?: string;
  @IsOptional() @IsIn(GRADES) grade?: Grade;
  @IsOptional() @ValidateNested() @Type(() => PlaceInput) place?: PlaceInput;
  @IsOptional() @ValidateNested() @Type(() => ReporterInput) reporter?: ReporterInput;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => AttachmentInput)
  attachments?: AttachmentInput[];
}
