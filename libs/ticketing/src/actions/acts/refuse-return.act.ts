import { refuseReturn } from '../returns/answer-return.js';
import { hasRequest, requestAnswered } from '../requests/request-answered.js';
import type { Act } from './act.js';
import { AnswerInput } from './answer-input.js';

const KINDS = ['returned', 'return-late', 'return-incomplete'] as const;

/** 驳回退单: the task goes on where it stood. */
export const refuseReturnAct: Act<AnswerInput> = {
  name: 'refuse-return',
  label: '驳回退单',
  summary: 'Refuse a return, with the reason: the task goes on where it stood, and its agency is told',
  input: AnswerInput,
  may: (sheet) => hasRequest(sheet, ...KINDS),
  apply: (sheet, { actor, reason, task }) =>
    refuseReturn(sheet, requestAnswered(sheet, task, ...KINDS), { actor, reason }),
};
