import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
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

/** A version's name is its id and stands in addresses and file names; `in-force` means the one that holds now. */
export const LIST_NAME = /^(?!in-force$)[^\s/?#%\\]{1,32}$/u;

/** Items of one list, at most. */
export const MOST_ITEMS = 5_000;

/** One item (事项) of the responsibility list; `config/responsibilities.yml` explains every field. */
export class ResponsibilityItem {
  @IsString() @Length(1, 64) @Matches(/^[^\s/?#%\\]+$/u) item: string;
  @IsString() @Length(1, 200) name: string;
  @IsOptional() @IsString() @MaxLength(64) scene?: string;
  @IsArray() @ArrayMaxSize(100) @ArrayUnique() @Length(1, 100, { each: true }) categories: string[];
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(200)
  @ArrayUnique()
  @Length(2, 50, { each: true })
  keywords?: string[];
  /** Exactly one of `station` (suffix) and `bureau` (code). */
  @IsOptional() @IsString() @Length(1, 64) station?: string;
  @IsOptional() @IsString() @Length(1, 64) bureau?: string;
  @IsOptional() @IsArray() @ArrayMaxSize(20) @ArrayUnique() @Length(1, 64, { each: true }) helping?: string[];
  @IsOptional() @IsBoolean() joint?: boolean;
  @IsOptional() @IsIn(GRADES) grade?: Grade;
  /** Before those of its grade; see `config/rules/limits.yml`. */
  @IsOptional() @ValidateNested() @Type(() => LimitSettings) limits?: LimitSettings;
  /** `picture`: 办结 needs one beside the text. */
  @IsOptional() @IsIn(PROOFS) proof?: Proof;
  /** Share of its closed tickets that is looked at again (问效), before that of `config/rules/gates.yml`. */
  @IsOptional() @IsNumber() @Min(0) @Max(1) auditRate?: number;
  @IsOptional() @IsString() @MaxLength(500) legalBasis?: string;
  @IsOptional() @IsArray() @ArrayMaxSize(20) @ArrayUnique() @Length(1, 32, { each: true }) reportTo?: string[];
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(200)
  @ArrayUnique()
  @Length(1, 32, { each: true })
  townships?: string[];
  /** Grid codes as the source writes them; `Z01` also covers what is written under it as `Z01-003` or `Z01/003`. */
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(200)
  @ArrayUnique()
  @Length(1, 64, { each: true })
  grids?: string[];
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @ArrayUnique()
  @Length(1, 32, { each: true })
  sources?: string[];
  @IsOptional() @IsArray() @ArrayNotEmpty() @ArrayUnique() @IsIn(GRADES, { each: true }) grades?: Grade[];
  @IsOptional() @IsInt() @Min(-1000) @Max(1000) priority?: number;
  @Matches(DAY) validFrom: string;
  @IsOptional() @Matches(DAY) validTo?: string;
}

/** The shape of `config/responsibilities.yml`, and of a version of the list. */
export class ResponsibilityList {
  /** Its name. */
  @Matches(LIST_NAME, { message: 'version must be a name of 1 to 32 characters without blanks and without / ? # % \\' })
  version: string;
  /** Source platform → township whose stations get its events that name none. */
  @IsOptional() @IsObject() defaultTownship?: Record<string, string>;
  @IsArray()
  @ArrayMaxSize(MOST_ITEMS)
  @ValidateNested({ each: true })
  @Type(() => ResponsibilityItem)
  items: ResponsibilityItem[];
}
