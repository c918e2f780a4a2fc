import { Matches } from 'class-validator';
import { Problem } from '#libs/runtime';
import { ticketFlow } from '../../domain/ticket.flow.js';
import { mergeTicket } from '../duplicates/merge-tickets.js';
import { ActInput, type Act } from './act.js';

export class MergeInput extends ActInput {
  /** Ticket id of the main ticket, which goes on for both. */
  @Matches(/^[0-9a-z]{26}$/, { message: 'into must be the ticketId of a ticket' }) into: string;
}

/** 合并: the same matter as another ticket. */
export const mergeAct: Act<MergeInput> = {
  name: 'merge',
  label: '合并',
  summary:
    'Merge the ticket into another one of the same matter: that one goes on for both, and every source is told how',
  input: MergeInput,
  may: ({ ticket }) => ticketFlow.states[ticket.state].to.merged !== undefined,
  other: ({ into }) => into,
  apply(sheet, order, main) {
    if (!main) {
      const message = 'there is no ticket of that ticketId';
      throw new Problem('invalid-fields', `$.into: ${message}`, { errors: [{ path: '$.into', message }] });
    }
    mergeTicket(sheet, main, order);
  },
};
