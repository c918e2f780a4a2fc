import { IsString, MaxLength } from 'class-validator';
import { hasRequest, requestAnswered } from '../requests/request-answered.js';
import { ruleUpon } from '../returns/rule-upon.js';
import type { Act } from './act.js';
import { AnswerInput } from './answer-input.js';

export class RuleInput extends AnswerInput {
  /** Code of the agency that is bound to handle it: the first receiver, or another one. */
  @IsString() @MaxLength(64) agency: string;
}

/** 裁定: says whose it is, for good. */
export const ruleAct: Act<RuleInput> = {
  name: 'rule',
  label: '裁定',
  summary: 'Rule whose it is after too many returns, or upon an objection: the ruling binds',
  input: RuleInput,
  may: (sheet) => hasRequest(sheet, 'ruling-due', 'objection'),
  apply: (sheet, order) => ruleUpon(sheet, requestAnswered(sheet, order.task, 'ruling-due', 'objection'), order),
};
