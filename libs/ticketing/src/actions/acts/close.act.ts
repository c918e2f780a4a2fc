import { ticketFlow } from '../../domain/ticket.flow.js';
import { endTicket } from '../end-ticket.js';
import { isJoint } from '../joint.js';
import { isRatingOpen } from '../rating-loop.js';
import { ActInput, type Act } from './act.js';

/** 结案 without more ado, where the flow has that edge. */
export const closeAct: Act = {
  name: 'close',
  label: '结案',
  summary: 'Close the ticket, with the reason why nothing is left to do',
  input: ActInput,
  // A bad rating (差评) is put right first, and of a joint enforcement each member is done or waived by name.
  may: (sheet) =>
    ticketFlow.states[sheet.ticket.state].to.closed !== undefined && !isRatingOpen(sheet) && !isJoint(sheet),
  apply: (sheet, { actor, reason }) => endTicket(sheet, { act: 'closed', how: 'office', actor, reason }),
};
