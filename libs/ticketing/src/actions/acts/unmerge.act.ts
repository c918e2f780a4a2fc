import { unmergeTicket } from '../duplicates/merge-tickets.js';
import { ActInput, type Act } from './act.js';

/** 拆分: it is a matter of its own after all. As long as the main ticket is open; what was closed with it stays closed. */
export const unmergeAct: Act = {
  name: 'unmerge',
  label: '拆分',
  summary: 'Take the ticket out of the one that it was merged into; it goes back to the desk',
  input: ActInput,
  may: ({ ticket }) => ticket.state === 'merged',
  other: (_, ticket) => ticket?.mergedInto ?? undefined,
  apply(sheet, order, main) {
    if (!main)
      throw new Error(`Ticket ${sheet.ticket.id} is merged into ${sheet.ticket.mergedInto}, which is not there.`);
    unmergeTicket(sheet, main, order);
  },
};
