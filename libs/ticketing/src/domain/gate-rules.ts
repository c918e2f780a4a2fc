import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { LimitSetting } from './limit-settings.js';

/**
 * What an outcome of a revisit leads to: `solved` and `unsolved` are the resident's word; `no-word` is filed without one;
 * `again` asks another time, and is filed without a word when all tries are used up.
 */
export const OUTCOME_MEANINGS = ['solved', 'unsolved', 'no-word', 'again'] as const;
export type OutcomeMeaning = (typeof OUTCOME_MEANINGS)[number];

/** How a revisit (回访) ended. */
export class RevisitOutcome {
  @Matches(/^[a-z][a-z-]{0,23}$/) code: string;
  @IsString() @Length(1, 30) name: string;
  @IsIn(OUTCOME_MEANINGS) means: OutcomeMeaning;
}

export class RevisitRules {
  /** So many tries in vain, and it is filed without the resident's word. */
  @IsInt() @Min(1) @Max(20) tries: number;
  /** So long after 办结 a source that asks the resident itself may say nothing; then the office asks. */
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) source?: LimitSetting;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ArrayUnique((outcome: RevisitOutcome) => outcome.code)
  @ValidateNested({ each: true })
  @Type(() => RevisitOutcome)
  outcomes: RevisitOutcome[];
}

/** One of the five levels of 好差评. */
export class SatisfactionLevel {
  @IsInt() @Min(1) @Max(5) level: number;
  @IsString() @Length(1, 30) name: string;
  /** 差评. */
  @IsBoolean() bad: boolean;
}

export class RedoRules {
  /** So many redo rounds begin by themselves; what is unsolved after them goes to the desk. */
  @IsInt() @Min(0) @Max(9) automatic: number;
}

export class AuditRules {
  /** From 结案. */
  @ValidateNested() @Type(() => LimitSetting) after: LimitSetting;
  /** Which share of the closed tickets is looked at again, 0 to 1, where the item says nothing. */
  @IsNumber() @Min(0) @Max(1) rate: number;
}

export class RecurrenceRules {
  /** The same item at the same place, opened so many days or fewer after a closing, speaks against that closing. */
  @IsInt() @Min(0) @Max(3660) days: number;
}

/** The shape of `config/rules/gates.yml`: what it does not name is as in `DEFAULT_GATES`. */
export class GateRules {
  @IsOptional() @ValidateNested() @Type(() => RevisitRules) revisit?: RevisitRules;
  @IsOptional()
  @IsArray()
  @ArrayMinSize(5)
  @ArrayMaxSize(5)
  @ArrayUnique((level: SatisfactionLevel) => level.level)
  @ValidateNested({ each: true })
  @Type(() => SatisfactionLevel)
  satisfaction?: SatisfactionLevel[];
  @IsOptional() @ValidateNested() @Type(() => RedoRules) redo?: RedoRules;
  /** How long the 整改 of a bad level may take. */
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) rectify?: LimitSetting;
  @IsOptional() @ValidateNested() @Type(() => AuditRules) audit?: AuditRules;
  @IsOptional() @ValidateNested() @Type(() => RecurrenceRules) recurrence?: RecurrenceRules;
}
