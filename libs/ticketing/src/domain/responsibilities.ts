import { Type } from 'class-transformer';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { GRADES, type Grade } from '#libs/contracts';
import { LimitSettings } from './limit-settings.js';
import { PROOFS, type Proof } from './proof.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** One item (事项) of the responsibility list; `config/responsibilities.yml` explains every field. */
export class ResponsibilityItem {
  @IsString() @Length(1, 64) item: string;
  @IsString() @Length(1, 200) name: string;
  @IsOptional() @IsString() @MaxLength(64) scene?: string;
  @IsArray() @ArrayUnique() @Length(1, 100, { each: true }) categories: string[];
  @IsOptional() @IsArray() @ArrayNotEmpty() @ArrayUnique() @Length(2, 50, { each: true }) keywords?: string[];
  /** Exactly one of `station` (suffix) and `bureau` (code). */
  @IsOptional() @IsString() station?: string;
  @IsOptional() @IsString() bureau?: string;
  @IsOptional() @IsArray() @ArrayUnique() @IsString({ each: true }) helping?: string[];
  @IsOptional() @IsBoolean() joint?: boolean;
  @IsOptional() @IsIn(GRADES) grade?: Grade;
  /** Before those of its grade; see `config/rules/limits.yml`. */
  @IsOptional() @ValidateNested() @Type(() => LimitSettings) limits?: LimitSettings;
  /** `picture`: 办结 needs one beside the text. */
  @IsOptional() @IsIn(PROOFS) proof?: Proof;
  /** Share of its closed tickets that is looked at again (问效), before that of `config/rules/gates.yml`. */
  @IsOptional() @IsNumber() @Min(0) @Max(1) auditRate?: number;
  @IsOptional() @IsString() @MaxLength(500) legalBasis?: string;
  @IsOptional() @IsArray() @ArrayUnique() @IsString({ each: true }) reportTo?: string[];
  @IsOptional() @IsArray() @ArrayNotEmpty() @IsString({ each: true }) townships?: string[];
  @IsOptional() @IsArray() @ArrayNotEmpty() @IsString({ each: true }) sources?: string[];
  @IsOptional() @IsArray() @ArrayNotEmpty() @IsIn(GRADES, { each: true }) grades?: Grade[];
  @IsOptional() @IsInt() priority?: number;
  @Matches(DAY) validFrom: string;
  @IsOptional() @Matches(DAY) validTo?: string;
}

/** The shape of `config/responsibilities.yml`. */
export class ResponsibilityList {
  @IsString() @Length(1, 32) version: string;
  /** Source platform → township whose stations get its events that name none. */
  @IsOptional() @IsObject() defaultTownship?: Record<string, string>;
  @IsArray() @ValidateNested({ each: true }) @Type(() => ResponsibilityItem) items: ResponsibilityItem[];
}
