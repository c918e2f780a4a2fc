import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';
import { LimitSetting } from './limit-settings.js';
import { limitMistakes } from './limits.js';

/** The shape of `config/rules/joint.yml`: what it does not name is as in `DEFAULT_JOINT`. */
export class JointRules {
  /** 响应: within that time a convened agency acknowledges. */
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) acknowledge?: LimitSetting;
  /** 到场: so long after the appointed time an agency that is not there is absent. */
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) grace?: LimitSetting;
}

/** 联合执法 where `config/rules/joint.yml` does not say otherwise. */
export const DEFAULT_JOINT: Required<JointRules> = {
  acknowledge: { amount: 2, unit: 'working-hour' },
  grace: { amount: 30, unit: 'minute' },
};

/** What the rules say that cannot be counted, each with its path; empty when all is well. */
export function jointMistakes({ acknowledge, grace }: JointRules): string[] {
  return limitMistakes({ ...(acknowledge && { sign: acknowledge }), ...(grace && { arrive: grace }) }, '$').map(
    (mistake) => mistake.replace('$.sign', '$.acknowledge').replace('$.arrive', '$.grace'),
  );
}
