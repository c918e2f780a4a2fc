import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsDefined,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import type { DeadlineKind } from '../deadline-kinds.js';
import { LimitSetting } from '../limit-settings.js';

/** What an agency can be late with. The rulings, answers and revisits that the office owes are nobody's to be chased for. */
export const TRIGGERS = ['sign', 'contact', 'arrive', 'finish', 'stage'] as const satisfies readonly DeadlineKind[];
export type Trigger = (typeof TRIGGERS)[number];

/** What takes a rung off by itself. The office's word does so always. */
export const RELEASES = ['done', 'signed', 'answered'] as const;
export type Release = (typeof RELEASES)[number];

/** Late with one of these, by so much. */
export class TriggerSetting {
  @IsArray() @ArrayNotEmpty() @ArrayUnique() @IsIn(TRIGGERS, { each: true }) deadlines: Trigger[];
  /** From the end that was missed, in the hours of the agency. */
  @IsDefined() @ValidateNested() @Type(() => LimitSetting) after: LimitSetting;
}

/** A rung of the ladder; `config/rules/supervision.yml` explains every field. */
export class RungSetting {
  @Matches(/^[a-z][a-z0-9-]{0,23}$/, { message: 'rung must be lower-case letters, digits and hyphens, at most 24' })
  rung: string;
  /** What people see: 催办. */
  @IsString() @Length(1, 30) name: string;
  /** Without it, only the office issues it. */
  @IsOptional() @ValidateNested() @Type(() => TriggerSetting) trigger?: TriggerSetting | null;
  @Matches(/^(agency|superior|leaders|role:[a-z][a-z0-9-]{0,31})$/, {
    message: 'addressee must be agency, superior, leaders or role:<code>',
  })
  addressee: string;
  /** Which word of the agency's platform says it. */
  @IsOptional() @IsIn(['reminder', 'supervision']) purpose?: 'reminder' | 'supervision';
  @IsString() @Length(1, 1000) template: string;
  /** Within that time its receipt is expected; without it, none is. */
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) receipt?: LimitSetting | null;
  @IsArray() @ArrayUnique() @IsIn(RELEASES, { each: true }) release: Release[];
}

/** The shape of `config/rules/supervision.yml`. Without the file there is no ladder: papers to leaders are nobody's default. */
export class SupervisionFile {
  /** The lowest first. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(9)
  @ValidateNested({ each: true })
  @Type(() => RungSetting)
  ladder?: RungSetting[];
}
