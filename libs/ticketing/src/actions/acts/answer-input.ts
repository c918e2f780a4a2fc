import { IsOptional, Matches } from 'class-validator';
import { ActInput } from './act.js';

/** An act that answers what an agency asked for. */
export class AnswerInput extends ActInput {
  /** Id of the task whose request is answered; may be left out where only one waits. */
  @IsOptional() @Matches(/^[0-9a-z]{26}-\d{1,4}$/) task?: string;
}
