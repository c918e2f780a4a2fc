import { chineseDay, clockText, dayOf, MINUTE, startOf, type DayNumber } from './day.js';
import type { Reckoning } from './deadline.js';
import { durationText } from './limit.js';
import type { WorkingTime } from './working-time.js';

interface Part {
  readonly from: number;
  readonly to: number;
}

/** Days in a row of which the same is to be said. */
interface Run {
  readonly first: DayNumber;
  last: DayNumber;
  readonly words: string;
  ms: number;
}

/** Day by day until `until`, which hours were counted; days alike in one line. */
export function explainHours(time: WorkingTime, { start, gaps }: Reckoning, until: number): string[] {
  const runs: Run[] = [];
  for (let day = dayOf(start); day <= dayOf(until - 1); day++) {
    const parts = gaps.reduce(
      (left, gap) => left.flatMap((part) => without(part, gap)),
      partsOf(time, day).flatMap((part) => clip(part, start, until)),
    );
    const words = time.calendar.isWorkday(day) ? wordsOf(parts) : time.calendar.why(day);
    const ms = parts.reduce((sum, part) => sum + part.to - part.from, 0);
    const run = runs.at(-1);
    if (run && run.words === words) {
      run.last = day;
      run.ms += ms;
    } else runs.push({ first: day, last: day, words, ms });
  }
  let sum = 0;
  return runs.map(({ first, last, words, ms }) => {
    const days = first === last ? chineseDay(first) : `${chineseDay(first)}至${chineseDay(last)}每日`;
    if (ms === 0) return `${days}:${words},不计`;
    sum += ms;
    return `${days}:${words},计${durationText(ms)},累计${durationText(sum)}`;
  });
}

function partsOf(time: WorkingTime, day: DayNumber): Part[] {
  return time
    .spansOf(day)
    .map((span) => ({ from: startOf(day) + span.from * MINUTE, to: startOf(day) + span.to * MINUTE }));
}

function clip(part: Part, from: number, to: number): Part[] {
  const clipped = { from: Math.max(part.from, from), to: Math.min(part.to, to) };
  return clipped.from < clipped.to ? [clipped] : [];
}

function without(part: Part, gap: Part): Part[] {
  return [...clip(part, -Infinity, gap.from), ...clip(part, gap.to, Infinity)];
}

function wordsOf(parts: readonly Part[]): string {
  if (parts.length === 0) return '无可计的工作时间(下班后或暂停中)';
  return parts.map((part) => `${clockText(part.from)}-${clockText(part.to, true)}`).join('、');
}
