import { IsOptional, IsString, Length } from 'class-validator';
import { completeReturn } from '../returns/complete-return.js';
import { hasRequest, requestAnswered } from '../requests/request-answered.js';
import type { Act } from './act.js';
import { AnswerInput } from './answer-input.js';

export class CompleteReturnInput extends AnswerInput {
  /** Code of returns.yml. */
  @IsString() @Length(1, 64) reasonCode: string;
  /** Where the reason asks for one. */
  @IsOptional() @IsString() @Length(1, 500) legalBasis?: string;
}

/** 补正退单: what the agency's platform could not say, asked for and written down. */
export const completeReturnAct: Act<CompleteReturnInput> = {
  name: 'complete-return',
  label: '补正退单',
  summary: 'Give a return the reason code and legal basis that it lacked; it counts from the moment it was made',
  input: CompleteReturnInput,
  may: (sheet) => hasRequest(sheet, 'return-incomplete'),
  apply: (sheet, order) => completeReturn(sheet, requestAnswered(sheet, order.task, 'return-incomplete'), order),
};
