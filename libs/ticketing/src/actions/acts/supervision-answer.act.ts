import { IsString, Length, Matches } from 'class-validator';
import { namedNotice, saidFor } from '../supervision/named-notice.js';
import { answerNotice } from '../supervision/settle-notice.js';
import type { Act } from './act.js';
import { ReceiptInput } from './supervision-receipt.act.js';

export class NoticeAnswerInput extends ReceiptInput {
  /** What is done about it, in the words of the addressee. */
  @IsString() @Length(1, 4000) @Matches(/\S/, { message: 'answer must not be blank' }) answer: string;
}

/** 督办反馈. Whoever answers has received it. */
export const supervisionAnswerAct: Act<NoticeAnswerInput> = {
  name: 'supervision-answer',
  label: '督办反馈',
  summary: 'Answer a notice: what is done about it; counts as its receipt too',
  input: NoticeAnswerInput,
  may: ({ ladder }) => ladder.open.length > 0,
  apply: (sheet, order) => {
    const notice = namedNotice(sheet, order.notice, () => true);
    answerNotice(sheet, notice, { ...saidFor(sheet, notice, order), reason: order.reason, answer: order.answer });
  },
};
