import { momentAfter, momentBefore, type Deadline as Reckoned, type Limit, type WorkingTime } from '#libs/worktime';
import type { DeadlineKind } from './deadline-kinds.js';
import type { LimitsInForce } from './limits.js';

/** Something that happens on the way of a deadline, right after that moment. */
export interface DueStep {
  /** `yellow`, `end`, `red` … */
  readonly name: string;
  readonly at: Date;
}

/** What happens beside the end itself, and how long before or after it. */
export interface StepPlan {
  readonly before: readonly { readonly name: string; readonly limit: Limit }[];
  readonly after: readonly { readonly name: string; readonly limit: Limit }[];
}

/** Yellow and red cards are given for 办结 (see `config/rules/limits.yml`). */
export function planOf(kind: DeadlineKind, { yellow, red }: LimitsInForce): StepPlan {
  if (kind !== 'finish') return { before: [], after: [] };
  return {
    before: yellow ? [{ name: 'yellow', limit: yellow }] : [],
    after: red ? [{ name: 'red', limit: red }] : [],
  };
}

/**
 * All that happens on the way of a deadline, in order; nothing while its end is not known. A warning that would come when it
 * begins is none and is left out.
 */
export function stepsOf(time: WorkingTime, due: Reckoned, startedAt: Date, { before, after }: StepPlan): DueStep[] {
  const { end } = due;
  if (!end) return [];
  const warnings = before
    .map(({ name, limit }) => ({ name, at: momentBefore(time, due, limit)! }))
    .filter(({ at }) => at > startedAt && at < end);
  const later = after.map(({ name, limit }) => ({ name, at: momentAfter(time, due, limit)! }));
  return [...warnings, { name: 'end', at: end }, ...later].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** The step that comes after the one that was last taken; the first when none was, or none of that name is left. */
export function stepAfter(steps: readonly DueStep[], last: string | null): DueStep | undefined {
  return steps[steps.findIndex(({ name }) => name === last) + 1];
}
