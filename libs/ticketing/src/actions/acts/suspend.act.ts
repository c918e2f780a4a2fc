import { IsString, Length, Matches } from 'class-validator';
import { allows } from '../../domain/flow.js';
import { ticketFlow } from '../../domain/ticket.flow.js';
import { suspendTicket } from '../requests/suspend-ticket.js';
import { ActInput, type Act } from './act.js';

export class SuspendInput extends ActInput {
  /** What will be done until then, and by whom. */
  @IsString() @Length(1, 2000) @Matches(/\S/, { message: 'plan must not be blank' }) plan: string;
  /** The day on which it is looked at again, `2027-03-01`. */
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'reviewOn must be a day, 2027-03-01' }) reviewOn: string;
}

/** 挂账, asked for by an agency or seen by the office itself; on a suspended ticket, a new plan and date. */
export const suspendAct: Act<SuspendInput> = {
  name: 'suspend',
  label: '挂账',
  summary: 'Suspend what cannot be settled for now, with a plan and a day of review: its deadlines stand still',
  input: SuspendInput,
  may: ({ ticket }) => ticket.state === 'suspended' || allows(ticketFlow, ticket.state, 'suspended'),
  apply: suspendTicket,
};
