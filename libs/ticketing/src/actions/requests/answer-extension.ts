import { Problem } from '#libs/runtime';
import { limitText } from '#libs/worktime';
import type { TicketSheet } from '../ticket-sheet.js';
import type { OpenRequest } from './request-answered.js';

interface Answer {
  readonly actor: string;
  readonly reason: string;
}

/** 同意延期: 办结 is due later, within what the rules allow. Throws `invalid-fields` for more than that. */
export function grantExtension(
  sheet: TicketSheet,
  request: OpenRequest,
  { actor, reason, amount }: Answer & { readonly amount: number },
): void {
  const limit = { amount, unit: allowed(sheet, amount) };
  const { item, task } = request;
  sheet.clocks.extend('finish', limit);
  const until = sheet.clocks.running('finish')!.endsAt ?? undefined;
  sheet.clocks.meet('extension-answer', task);
  const data = { ...limit, ...(until && { until: until.toISOString() }) };
  sheet.step({
    act: 'extension-granted',
    actor,
    task: { id: task.id, to: task.stateBefore ?? 'handling' },
    reason,
    data,
  });
  sheet.settleDesk([item], actor, reason);
  sheet.answer(task, { to: 'extension', granted: true, opinion: reason, until });
}

/** 不同意延期: the deadline stands as it stood, also when it has passed meanwhile. */
export function refuseExtension(sheet: TicketSheet, { item, task }: OpenRequest, { actor, reason }: Answer): void {
  sheet.clocks.meet('extension-answer', task);
  sheet.step({ act: 'extension-refused', actor, task: { id: task.id, to: task.stateBefore ?? 'handling' }, reason });
  sheet.settleDesk([item], actor, reason);
  const until = sheet.clocks.running('finish')?.endsAt ?? undefined;
  sheet.answer(task, { to: 'extension', granted: false, opinion: reason, until });
}

/** The unit of the rule. Throws when the rule gives none, has been used up, or gives less. */
function allowed(sheet: TicketSheet, amount: number) {
  const rule = sheet.clocks.limits.extension;
  const finish = sheet.clocks.running('finish');
  if (!rule || !finish) throw invalid('the rules give this ticket no extension: refuse it');
  if (finish.extensions.length >= rule.times)
    throw invalid(`it was extended ${finish.extensions.length} times already: refuse it`);
  if (amount > rule.amount) throw invalid(`must be at most ${rule.amount} (${limitText(rule)})`);
  return rule.unit;
}

function invalid(message: string): Problem {
  return new Problem('invalid-fields', `$.amount: ${message}`, { errors: [{ path: '$.amount', message }] });
}
