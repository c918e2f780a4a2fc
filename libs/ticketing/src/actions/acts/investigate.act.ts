import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsDateString,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { Attachment } from '#libs/contracts';
import { Problem } from '#libs/runtime';
import { taskFlow } from '../../domain/task.flow.js';
import type { Task } from '../../persistence/task.entity.js';
import { investigateTask } from '../investigate-task.js';
import type { TicketSheet } from '../ticket-sheet.js';
import type { Act, Order } from './act.js';
import { AnswerInput } from './answer-input.js';

export class InvestigateInput extends AnswerInput {
  /** When they were there. */
  @IsDateString() at: string;
  @IsOptional() @IsString() @Length(1, 200) place?: string;
  @IsString() @Length(1, 4000) @Matches(/\S/, { message: 'finding must not be blank' }) finding: string;
  /** Who was there. */
  @IsString() @Length(1, 100) investigator: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => Attachment)
  pictures?: Attachment[];
}

/** 调查: what was found on the spot. */
export const investigateAct: Act<InvestigateInput> = {
  name: 'investigate',
  label: '调查',
  summary: 'Write down what was found on the spot for a task: when, where, what, by whom, with pictures',
  input: InvestigateInput,
  may: (sheet) => openTasks(sheet).length > 0,
  apply: investigate,
};

function investigate(sheet: TicketSheet, order: Order<InvestigateInput>): void {
  const foundAt = new Date(order.at);
  if (foundAt > sheet.now) throw invalid('$.at', 'must not lie in the future');
  const tasks = openTasks(sheet).filter(({ id }) => order.task === undefined || id === order.task);
  if (tasks.length !== 1)
    throw invalid(
      '$.task',
      `must name one of the open tasks: ${openTasks(sheet)
        .map(({ id }) => id)
        .join(', ')}`,
    );
  const { actor: recordedBy, investigator, place, finding, pictures } = order;
  investigateTask(sheet, tasks[0]!, { recordedBy, investigator, foundAt, place, finding, pictures });
}

function openTasks(sheet: TicketSheet): readonly Task[] {
  return sheet.ended ? [] : sheet.currentTasks.filter(({ state }) => !taskFlow.states[state].final);
}

function invalid(path: string, message: string): Problem {
  return new Problem('invalid-fields', `${path}: ${message}`, { errors: [{ path, message }] });
}
