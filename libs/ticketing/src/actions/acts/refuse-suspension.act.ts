import { hasRequest, requestAnswered } from '../requests/request-answered.js';
import type { Act } from './act.js';
import { AnswerInput } from './answer-input.js';

/** 不同意挂账: it goes on. */
export const refuseSuspensionAct: Act<AnswerInput> = {
  name: 'refuse-suspension',
  label: '不同意挂账',
  summary: 'Refuse to suspend the ticket, with the reason; the agency is told',
  input: AnswerInput,
  may: (sheet) => hasRequest(sheet, 'suspension'),
  apply: (sheet, { actor, reason, task: taskId }) => {
    const { item, task } = requestAnswered(sheet, taskId, 'suspension');
    sheet.step({ act: 'suspension-refused', actor, task: { id: task.id }, reason });
    sheet.settleDesk([item], actor, reason);
    sheet.answer(task, { to: 'suspension', granted: false, opinion: reason });
  },
};
