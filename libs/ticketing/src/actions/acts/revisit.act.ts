import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';
import { verifyTicket } from '../verify-ticket.js';
import { ActInput, type Act } from './act.js';

export class RevisitInput extends ActInput {
  /** Whether the resident calls it solved. */
  @IsBoolean() solved: boolean;
  /** 好差评, 5 = very satisfied … 1 = very dissatisfied. */
  @IsOptional() @IsInt() @Min(1) @Max(5) satisfaction?: number;
}

/** 回访 by the office. */
export const revisitAct: Act<RevisitInput> = {
  name: 'revisit',
  label: '回访',
  summary: 'Say what the resident said: solved closes the ticket, unsolved brings it back to the desk',
  input: RevisitInput,
  may: ({ ticket }) => ticket.state === 'resolved',
  apply: verifyTicket,
};
