import { Problem } from '#libs/runtime';
import { shanghaiDay } from '../../domain/shanghai-day.js';
import { daysBetween } from '../../domain/days-between.js';
import type { TicketSheet } from '../ticket-sheet.js';

/** A year: what cannot be settled by then is looked at again at least. */
const LONGEST_DAYS = 366;

/**
 * 挂账: the deadlines stand still from now on, with a line in their ledger, and on the day of review it is looked at again. On
 * a suspended ticket only plan and day are new. Throws `invalid-fields` for a day that is past, no day, or too far away.
 */
export function suspendTicket(
  sheet: TicketSheet,
  { actor, reason, plan, reviewOn }: { actor: string; reason: string; plan: string; reviewOn: string },
): void {
  const { clocks, now } = sheet;
  const days = daysBetween(shanghaiDay(now), reviewOn);
  if (days === undefined || days < 1 || days > LONGEST_DAYS) {
    const message = `must be a day from tomorrow to ${LONGEST_DAYS} days from now`;
    throw new Problem('invalid-fields', `$.reviewOn: ${message}`, { errors: [{ path: '$.reviewOn', message }] });
  }
  const again = sheet.ticket.state === 'suspended';
  if (again) clocks.meet('suspension-review');
  else clocks.pause(reason, actor);
  clocks.start('suspension-review', { limit: { amount: days, unit: 'calendar-day' } });
  sheet.step({
    act: again ? 'suspension-prolonged' : 'suspended',
    actor,
    to: 'suspended',
    reason,
    data: { plan, reviewOn },
  });
  const asked = sheet.openDeskItems('suspension', 'suspension-review');
  sheet.settleDesk(asked, actor, reason);
  for (const { taskId } of asked) {
    const task = sheet.tasks.find(({ id }) => id === taskId);
    const until = clocks.running('suspension-review')?.endsAt ?? undefined;
    if (task) sheet.answer(task, { to: 'suspension', granted: true, opinion: `${reason}（${plan}）`, until });
  }
}
