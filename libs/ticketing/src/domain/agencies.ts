import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  IsArray,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { AgencyHours, HOURS_CODE } from './agency-hours.js';

const PLATFORM_CODE = /^[a-z][a-z0-9-]{0,31}$/;

export class County {
  /** Six digits of GB/T 2260; ticket numbers begin with it. */
  @Matches(/^\d{6}$/) code: string;
  @IsString() @Length(1, 50) name: string;
}

export class Township {
  /** Nine digits of GB/T 10114. */
  @Matches(/^\d{9}$/) code: string;
  @IsString() @Length(1, 50) name: string;
}

/** A kind of station (站所): every township has one. */
export class StationKind {
  @Matches(/^[A-Z]{2,10}$/) suffix: string;
  @IsString() @Length(1, 50) name: string;
  @Matches(PLATFORM_CODE) platform: string;
  /** Code of its hours; without it, the first of the list. */
  @IsOptional() @Matches(HOURS_CODE) hours?: string;
}

/** A bureau (区直部门). */
export class Bureau {
  @Matches(/^\d{6}-[A-Z]{2,10}$/) code: string;
  @IsString() @MaxLength(100) name: string;
  @Matches(PLATFORM_CODE) platform: string;
  /** Code of its hours; without it, the first of the list. */
  @IsOptional() @Matches(HOURS_CODE) hours?: string;
}

/** The shape of `config/agencies.yml`. */
export class AgenciesFile {
  @ValidateNested() @Type(() => County) county: County;
  @IsArray() @ArrayNotEmpty() @ValidateNested({ each: true }) @Type(() => Township) townships: Township[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => StationKind) stationKinds: StationKind[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => Bureau) bureaus: Bureau[];
  /** When agencies are at work; without it, all of them at the standard hours. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => AgencyHours)
  hours?: AgencyHours[];
}

/** An agency (单位) that can be given a task: a station by a dispatch, a bureau by a call. */
export interface Agency {
  readonly code: string;
  readonly name: string;
  readonly kind: 'station' | 'bureau';
  readonly platform: string;
  /** Code of its hours, where it names any. */
  readonly hours?: string;
  /** Of a station. */
  readonly township?: string;
}
