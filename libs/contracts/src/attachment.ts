import { IsInt, IsOptional, IsString, Matches, MaxLength, Min } from 'class-validator';

/** A picture or document of an event or a callback: either kept by intake (`blob`) or left where it is (`url`). */
export class Attachment {
  @IsString() @MaxLength(200) name: string;
  @IsOptional() @IsString() @MaxLength(100) mime?: string;
  /** Bytes, as far as known. */
  @IsOptional() @IsInt() @Min(0) size?: number;
  /** SHA-256 of the bytes, lower hex; also the blob's name in intake. */
  @IsOptional() @Matches(/^[0-9a-f]{64}$/) blob?: string;
  @IsOptional() @IsString() @MaxLength(2000) url?: string;
}
