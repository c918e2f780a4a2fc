import { refuseExtension } from '../requests/answer-extension.js';
import { hasRequest, requestAnswered } from '../requests/request-answered.js';
import type { Act } from './act.js';
import { AnswerInput } from './answer-input.js';

/** 不同意延期: the deadline stands. */
export const refuseExtensionAct: Act<AnswerInput> = {
  name: 'refuse-extension',
  label: '不同意延期',
  summary: 'Refuse more time, with the reason: the deadline stands as it stood, and the agency is told',
  input: AnswerInput,
  may: (sheet) => hasRequest(sheet, 'extension'),
  apply: (sheet, order) => refuseExtension(sheet, requestAnswered(sheet, order.task, 'extension'), order),
};
