import { chineseDay, dayOf, startOf, type DayNumber } from './day.js';
import { lastUnitEnd, type Reckoning } from './deadline.js';
import type { Limit } from './limit.js';
import type { Pause } from './pause.js';
import type { WorkingTime } from './working-time.js';

/** Days in a row of which the same is to be said. */
interface Run {
  readonly first: DayNumber;
  last: DayNumber;
  readonly words: string;
  readonly counts: Counts;
}

/** `end`: the working day to which a last day off is postponed, which is no longer counted. */
type Counts = 'yes' | 'no' | 'end';

/** Day by day until `until`, days alike in one line: which count, which do not and why. */
export function explainDays(
  time: WorkingTime,
  limit: Limit,
  reckoning: Reckoning,
  pauses: readonly Pause[],
  until: number,
): string[] {
  const lastUnit = lastUnitEnd(time, limit, reckoning) ?? Infinity;
  const runs: Run[] = [];
  for (let day = dayOf(reckoning.start); day <= dayOf(until - 1); day++) {
    const said = sayOf(time, limit, reckoning, pauses, day, lastUnit);
    const run = runs.at(-1);
    if (run && run.words === said.words) run.last = day;
    else runs.push({ first: day, last: day, ...said });
  }
  let sum = 0;
  return runs.map(({ first, last, words, counts }) => {
    const length = last - first + 1;
    const days = first === last ? chineseDay(first) : `${chineseDay(first)}至${chineseDay(last)}`;
    if (counts === 'end') return `${days}:${words}`;
    if (counts === 'no') return `${days}:${words},不计${length > 1 ? `(${length}天)` : ''}`;
    sum += length;
    return `${days}:${words},计${length}天,累计${sum}天`;
  });
}

function sayOf(
  time: WorkingTime,
  limit: Limit,
  { start, from, rules }: Reckoning,
  pauses: readonly Pause[],
  day: DayNumber,
  lastUnit: number,
): { words: string; counts: Counts } {
  const end = rules.endOfDay === 'closing' ? time.closing(day) : startOf(day + 1);
  const why = time.calendar.why(day);
  if (end <= from) return { words: end <= start ? '起算时当日已下班' : '起算当日', counts: 'no' };
  if (limit.unit === 'workday' && !time.calendar.isWorkday(day)) return { words: why, counts: 'no' };
  const pause = pauses.find(({ from, to }) => from.getTime() < end && end <= (to?.getTime() ?? Infinity));
  if (pause) return { words: `当日截止时处于暂停(${pause.reason})`, counts: 'no' };
  if (end > lastUnit && time.calendar.isWorkday(day)) return { words: '顺延至此日', counts: 'end' };
  if (end > lastUnit) return { words: `期间最后一日遇${why}顺延`, counts: 'no' };
  return { words: limit.unit === 'workday' ? why : '自然日', counts: 'yes' };
}
