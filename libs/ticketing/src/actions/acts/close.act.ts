import { ticketFlow } from '../../domain/ticket.flow.js';
import { endTicket } from '../end-ticket.js';
import { ActInput, type Act } from './act.js';

/** 结案 without more ado, where the flow has that edge. */
export const closeAct: Act = {
  name: 'close',
  label: '结案',
  summary: 'Close the ticket, with the reason why nothing is left to do',
  input: ActInput,
  may: ({ ticket }) => ticketFlow.states[ticket.state].to.closed !== undefined,
  apply: (sheet, { actor, reason }) => endTicket(sheet, { act: 'closed', actor, reason }),
};
