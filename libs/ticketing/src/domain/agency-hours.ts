import { Type } from 'class-transformer';
import { IsArray, IsOptional, IsString, Length, Matches, ValidateNested } from 'class-validator';
import type { OfficeHours, Season } from '#libs/worktime';

export const HOURS_CODE = /^[a-z][a-z0-9-]{0,31}$/;

/** A part of every year with other hours. */
export class HoursSeason implements Season {
  @IsString() @Length(1, 20) name: string;
  @IsString() from: string;
  @IsString() to: string;
  @IsArray() @IsString({ each: true }) spans: string[];
}

/** Hours that agencies may follow. What the texts mean, and that they fit together, `officeHoursMistakes` checks. */
export class AgencyHours implements OfficeHours {
  @Matches(HOURS_CODE) code: string;
  @IsString() @Length(1, 50) name: string;
  @IsArray() @IsString({ each: true }) spans: string[];
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => HoursSeason) seasons?: HoursSeason[];
}
