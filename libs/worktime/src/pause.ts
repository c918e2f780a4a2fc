import { momentOf } from './day.js';
import { WorktimeError } from './worktime-error.js';

/** One entry of a deadline's ledger: from then on, until then, its time did not run (暂停, 挂账). */
export interface Pause {
  readonly from: Date;
  /** Missing while it lasts. */
  readonly to?: Date;
  /** Why, in words that stand in the explanation. */
  readonly reason: string;
}

/** A pause in milliseconds; one that lasts ends at Infinity. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/**
 * The ledger as gaps in order that do not touch: two pauses at once are one pause. Throws a WorktimeError with every entry
 * that cannot be.
 */
export function gapsOf(pauses: readonly Pause[]): Gap[] {
  const mistakes = pauses.flatMap((pause, index) => pauseMistakes(pause).map((mistake) => `$[${index}]${mistake}`));
  if (mistakes.length > 0) throw new WorktimeError('the ledger of pauses', mistakes);
  const gaps: { from: number; to: number }[] = [];
  const sorted = pauses.map((pause) => ({ from: pause.from.getTime(), to: pause.to?.getTime() ?? Infinity }));
  for (const gap of sorted.toSorted((a, b) => a.from - b.from)) {
    const last = gaps.at(-1);
    if (last && gap.from <= last.to) last.to = Math.max(last.to, gap.to);
    else gaps.push(gap);
  }
  return gaps;
}

function pauseMistakes(pause: Pause): string[] {
  try {
    const from = momentOf(pause.from, '.from');
    if (pause.to && momentOf(pause.to, '.to') < from) return ['.to: lies before it began'];
  } catch (error) {
    if (error instanceof WorktimeError) return [error.message];
    throw error;
  }
  return pause.reason.trim() === '' ? ['.reason: say why'] : [];
}
