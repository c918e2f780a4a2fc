import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
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

const ROLE_CODE = /^[a-z][a-z0-9-]{0,31}$/;
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

/** An inbox (角色收件箱) that several people may look after: a leader in charge (分管领导), the county's leaders. */
export class Role {
  @Matches(ROLE_CODE) code: string;
  @IsString() @Length(1, 50) name: string;
}

/** A kind of station (站所): every township has one. */
export class StationKind {
  @Matches(/^[A-Z]{2,10}$/) suffix: string;
  @IsString() @Length(1, 50) name: string;
  @Matches(PLATFORM_CODE) platform: string;
  /** Code of its hours; without it, the first of the list. */
  @IsOptional() @Matches(HOURS_CODE) hours?: string;
  /** Code of the bureau or role before whom comes what it has let pass. */
  @IsOptional() @IsString() @MaxLength(32) superior?: string;
}

/** A bureau (区直部门). */
export class Bureau {
  @Matches(/^\d{6}-[A-Z]{2,10}$/) code: string;
  @IsString() @MaxLength(100) name: string;
  @Matches(PLATFORM_CODE) platform: string;
  /** Code of its hours; without it, the first of the list. */
  @IsOptional() @Matches(HOURS_CODE) hours?: string;
  /** Code of the role, its leader in charge, before whom comes what it has let pass. */
  @IsOptional() @IsString() @MaxLength(32) superior?: string;
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
  @IsOptional() @IsArray() @ArrayMaxSize(500) @ValidateNested({ each: true }) @Type(() => Role) roles?: Role[];
  /** Code of the role before whom come red cards, and what the office itself has let pass. */
  @IsOptional() @Matches(ROLE_CODE) leaders?: string;
}

/** An agency (单位) that can be given a task: a station by a dispatch, a bureau by a call. */
export interface Agency {
  readonly code: string;
  readonly name: string;
  readonly kind: 'station' | 'bureau';
  readonly platform: string;
  /** Code of its hours, where it names any. */
  readonly hours?: string;
  /** Code of the bureau or role that is above it. */
  readonly superior?: string;
  /** Of a station. */
  readonly township?: string;
}
