import { isJoint } from '../joint.js';
import type { TicketSheet } from '../ticket-sheet.js';
import { withdrawTasks } from '../withdraw-tasks.js';
import { ActInput, type Act, type Order } from './act.js';

/** The office settled the matter itself: 办结, with what it did as the reason. */
export const resolveAct: Act = {
  name: 'resolve',
  label: '办公室自行办结',
  summary: 'The office settled the matter itself',
  input: ActInput,
  // Of a joint enforcement each member is done or waived by name.
  may: (sheet) => (sheet.ticket.state === 'at-desk' || sheet.ticket.state === 'returned') && !isJoint(sheet),
  apply: settleAtDesk,
};

function settleAtDesk(sheet: TicketSheet, { actor, reason }: Order): void {
  // Another content under the same id stays a question whoever settles the matter, and a bad rating (差评) is put right.
  const waiting = sheet.openDeskItems().filter(({ kind }) => kind !== 'conflict' && kind !== 'bad-rating');
  sheet.settleDesk(waiting, actor, '办公室已自行处置。');
  const replaced = [...sheet.currentTasks];
  const toTell = withdrawTasks(sheet, replaced);
  for (const task of replaced) task.superseded = true;
  sheet.clocks.drop('ruling');
  sheet.step({ act: 'resolved-by-office', actor, to: 'resolved', reason, report: { opinion: reason } });
  for (const task of toTell) sheet.request('withdrawal', task);
}
