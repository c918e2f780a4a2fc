import { IsInt, Max, Min } from 'class-validator';
import { grantExtension } from '../requests/answer-extension.js';
import { hasRequest, requestAnswered } from '../requests/request-answered.js';
import type { Act } from './act.js';
import { AnswerInput } from './answer-input.js';

export class GrantExtensionInput extends AnswerInput {
  /** In the unit of the rule, working days as shipped; at most what the rule of the item or grade allows. */
  @IsInt() @Min(1) @Max(5_000) amount: number;
}

/** 同意延期. */
export const grantExtensionAct: Act<GrantExtensionInput> = {
  name: 'grant-extension',
  label: '同意延期',
  summary: 'Grant more time for 办结: as often and as much as the rule of the item or grade allows',
  input: GrantExtensionInput,
  may: (sheet) => hasRequest(sheet, 'extension'),
  apply: (sheet, order) => grantExtension(sheet, requestAnswered(sheet, order.task, 'extension'), order),
};
