import { Type } from 'class-transformer';
import { ArrayNotEmpty, IsArray, IsString, Length, Matches, MaxLength, ValidateNested } from 'class-validator';

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
}

/** A bureau (区直部门). */
export class Bureau {
  @Matches(/^\d{6}-[A-Z]{2,10}$/) code: string;
  @IsString() @MaxLength(100) name: string;
  @Matches(PLATFORM_CODE) platform: string;
}

/** The shape of `config/agencies.yml`. */
export class AgenciesFile {
  @ValidateNested() @Type(() => County) county: County;
  @IsArray() @ArrayNotEmpty() @ValidateNested({ each: true }) @Type(() => Township) townships: Township[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => StationKind) stationKinds: StationKind[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => Bureau) bureaus: Bureau[];
}

/** An agency (单位) that can be given a task: a station by a dispatch, a bureau by a call. */
export interface Agency {
  readonly code: string;
  readonly name: string;
  readonly kind: 'station' | 'bureau';
  readonly platform: string;
  /** Of a station. */
  readonly township?: string;
}
