import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { Problem } from '#libs/runtime';
import { verifyTicket } from '../verify-ticket.js';
import { ActInput, type Act } from './act.js';

export class RevisitInput extends ActInput {
  /** Code of the outcome, of `config/rules/gates.yml`: solved, unsolved, unreachable, refused … */
  @Matches(/^[a-z][a-z-]{0,23}$/) outcome: string;
  /** 好差评, 5 = very satisfied … 1 = very dissatisfied. */
  @IsOptional() @IsInt() @Min(1) @Max(5) satisfaction?: number;
}

/** 回访 by the office. */
export const revisitAct: Act<RevisitInput> = {
  name: 'revisit',
  label: '回访',
  summary:
    'Say what came of asking the resident: solved closes the ticket, unsolved or a bad level begins a redo round',
  input: RevisitInput,
  may: ({ ticket }) => ticket.state === 'resolved',
  apply: (sheet, { outcome: code, ...order }) => {
    const outcome = sheet.rulebook.gates.outcome(code);
    if (!outcome) {
      const codes = sheet.rulebook.gates.rules.revisit.outcomes.map((known) => known.code);
      const message = `must be one of ${codes.join(', ')}`;
      throw new Problem('invalid-fields', `$.outcome: ${message}`, { errors: [{ path: '$.outcome', message }] });
    }
    verifyTicket(sheet, { ...order, outcome });
  },
};
