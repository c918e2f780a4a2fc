import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { LIMIT_UNITS, type Limit, type LimitUnit } from '#libs/worktime';

/** A limit as configuration names it: `{ amount: 5, unit: workday }`. */
export class LimitSetting implements Limit {
  @IsInt() @Min(0) amount: number;
  @IsIn(LIMIT_UNITS) unit: LimitUnit;
}

/** One of several limits of an item, each with a name that people see. */
export class StageSetting extends LimitSetting {
  @IsString() @Length(1, 30) name: string;
}

/** How often, and by how much at most, 办结 may be put off. */
export class ExtensionSetting extends LimitSetting {
  @IsInt() @Min(1) @Max(9) times: number;
}

/** The limits of a grade or of an item; `config/rules/limits.yml` explains every field. Null: there is no such limit. */
export class LimitSettings {
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) sign?: LimitSetting | null;
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) contact?: LimitSetting | null;
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) arrive?: LimitSetting | null;
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) finish?: LimitSetting | null;
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) revisit?: LimitSetting | null;
  @IsOptional() @ValidateNested() @Type(() => ExtensionSetting) extension?: ExtensionSetting | null;
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) yellow?: LimitSetting | null;
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) red?: LimitSetting | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique((stage: StageSetting) => stage.name)
  @ValidateNested({ each: true })
  @Type(() => StageSetting)
  stages?: StageSetting[] | null;
}

/** The shape of `config/rules/limits.yml`: what it does not name is as in `DEFAULT_LIMITS`. */
export class LimitRules {
  @IsOptional() @ValidateNested() @Type(() => LimitSettings) critical?: LimitSettings;
  @IsOptional() @ValidateNested() @Type(() => LimitSettings) urgent?: LimitSettings;
  @IsOptional() @ValidateNested() @Type(() => LimitSettings) ordinary?: LimitSettings;
  @IsOptional() @ValidateNested() @Type(() => LimitSettings) difficult?: LimitSettings;
  @IsOptional() @ValidateNested() @Type(() => LimitSettings) enquiry?: LimitSettings;
}
