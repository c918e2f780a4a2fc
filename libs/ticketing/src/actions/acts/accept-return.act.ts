import { acceptReturn } from '../returns/answer-return.js';
import { hasRequest, requestAnswered } from '../requests/request-answered.js';
import type { Act } from './act.js';
import { AnswerInput } from './answer-input.js';

/** 同意退单: the task is out of the agency's hands, and the ticket waits for another one. */
export const acceptReturnAct: Act<AnswerInput> = {
  name: 'accept-return',
  label: '同意退单',
  summary: 'Let a return pass, also one that came late: the agency is free of it, and another one must be named',
  input: AnswerInput,
  may: (sheet) => hasRequest(sheet, 'returned', 'return-late'),
  apply: (sheet, { actor, reason, task }) =>
    acceptReturn(sheet, requestAnswered(sheet, task, 'returned', 'return-late'), { actor, reason }),
};
