import { dayOf, startOf } from './day.js';
import { reckoningOf, type Deadline } from './deadline.js';
import { checkLimit, unitLength, type Limit } from './limit.js';
import { countActive, measureOf, rewindActive } from './measure.js';
import type { WorkingTime } from './working-time.js';

/**
 * When a yellow card is due: the last moment at which so much time still remains, pauses left out; the start when the whole
 * deadline is shorter. In days it is the end of a day, so that at least that many whole days remain: one 工作日 before Friday's
 * closing is Thursday's closing. A pause never moves a moment that has passed. Undefined while a pause lasts.
 */
export function momentBefore(time: WorkingTime, deadline: Deadline, lead: Limit): Date | undefined {
  checkLimit(lead);
  if (!deadline.end || lead.amount === 0) return deadline.end;
  const { start, gaps, rules } = reckoningOf(time, deadline);
  const measure = measureOf(time, lead.unit, rules);
  const end = deadline.end.getTime();
  const amount = lead.amount * (unitLength(lead.unit) ?? 1);
  if (countActive(measure, gaps, start, end) < amount) return new Date(start);
  return new Date(Math.max(rewindActive(measure, gaps, end, amount), start));
}

/**
 * When a red card is due: so much time after the end; in days, the end of the last of them, the day of the end not counted.
 * Undefined while a pause lasts.
 */
export function momentAfter(time: WorkingTime, deadline: Deadline, lag: Limit): Date | undefined {
  checkLimit(lag);
  if (!deadline.end || lag.amount === 0) return deadline.end;
  const measure = measureOf(time, lag.unit, reckoningOf(time, deadline).rules);
  const end = deadline.end.getTime();
  const length = unitLength(lag.unit);
  const after = length === undefined ? startOf(dayOf(end - 1) + 1) : end;
  return new Date(measure.advance(after, lag.amount * (length ?? 1)));
}
