import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { Limit } from '#libs/worktime';
import { LimitSetting } from './limit-settings.js';

/** A reason that an agency may give for sending a task back. */
export class ReturnReason {
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/) code: string;
  /** What people see. */
  @IsString() @Length(1, 50) name: string;
  /** Whether a legal basis must stand beside it. */
  @IsBoolean() basis: boolean;
}

/** The shape of `config/rules/returns.yml`, which explains every field. */
export class ReturnsFile {
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) window?: LimitSetting;
  @IsOptional() @IsInt() @Min(1) @Max(9) most?: number;
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) ruling?: LimitSetting;
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @ArrayUnique((reason: ReturnReason) => reason.code)
  @ValidateNested({ each: true })
  @Type(() => ReturnReason)
  reasons?: ReturnReason[];
}

/** How an agency may say "not ours" (退单). */
export interface ReturnRules {
  /** From receipt of the task. */
  readonly window: Limit;
  /** Of one ticket and round; the last of them calls for a ruling. */
  readonly most: number;
  readonly ruling: Limit;
  readonly reasons: readonly Readonly<ReturnReason>[];
}

/** As `config/rules/returns.yml` is shipped. */
export const DEFAULT_RETURN_RULES: ReturnRules = {
  window: { amount: 2, unit: 'workday' },
  most: 2,
  ruling: { amount: 2, unit: 'workday' },
  reasons: [
    { code: 'R01', name: '不属本辖区', basis: true },
    { code: 'R02', name: '非本单位职责', basis: true },
    { code: 'R03', name: '职责交叉，应由牵头单位承办', basis: true },
    { code: 'R04', name: '依法应由上级机关办理', basis: true },
    { code: 'R05', name: '与在办工单重复', basis: false },
    { code: 'R06', name: '内容不清，无法联系诉求人', basis: false },
  ],
};

export function returnRulesOf(file: ReturnsFile): ReturnRules {
  const { window, most, ruling, reasons } = DEFAULT_RETURN_RULES;
  return {
    window: file.window ?? window,
    most: file.most ?? most,
    ruling: file.ruling ?? ruling,
    reasons: file.reasons ?? reasons,
  };
}

/** The reason of that code. */
export function returnReason(rules: ReturnRules, code: string | undefined): Readonly<ReturnReason> | undefined {
  return rules.reasons.find((reason) => reason.code === code);
}
