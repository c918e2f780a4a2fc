import { ticketFlow } from '../../domain/ticket.flow.js';
import { endTicket } from '../end-ticket.js';
import { ActInput, type Act } from './act.js';

/** 作废: registered by mistake, or twice. */
export const voidAct: Act = {
  name: 'void',
  label: '作废',
  summary: 'Void the ticket; agencies that have a task of it are told to drop it',
  input: ActInput,
  may: ({ ticket }) => ticketFlow.states[ticket.state].to.void !== undefined,
  apply: (sheet, { actor, reason }) => endTicket(sheet, { act: 'voided', actor, reason }),
};
