import { GRADES, type Grade } from '#libs/contracts';
import { checkLimit, WorktimeError, type Limit } from '#libs/worktime';
import { DEFAULT_LIMITS } from './default-limits.js';
import type { LimitRules, LimitSettings } from './limit-settings.js';

/** The limits that hold for one ticket: what its item says, else its grade. */
export type LimitsInForce = { readonly [K in keyof LimitSettings]: Exclude<LimitSettings[K], null> };

/** How long everything may take (限时). */
export class Limits {
  private readonly byGrade: ReadonlyMap<Grade, LimitSettings>;

  constructor(rules: LimitRules = {}) {
    this.byGrade = new Map(GRADES.map((grade) => [grade, { ...DEFAULT_LIMITS[grade], ...named(rules[grade]) }]));
  }

  of(item: { readonly limits?: LimitSettings } | undefined, grade: Grade): LimitsInForce {
    const merged = { ...this.byGrade.get(grade), ...named(item?.limits) };
    return Object.fromEntries(Object.entries(merged).filter(([, limit]) => limit !== null)) as LimitsInForce;
  }
}

/** Limits that cannot be counted, each with its path below `path`; empty when all is well. */
export function limitMistakes(settings: LimitSettings | undefined, path: string): string[] {
  return limitMistakesIn({ ...named(settings) }, path);
}

/** The same for limits by any names. */
export function limitMistakesIn(
  limits: Readonly<Record<string, Limit | readonly Limit[] | null | undefined>>,
  path = '$',
): string[] {
  return Object.entries(limits).flatMap(([name, value]) =>
    [value ?? []]
      .flat()
      .flatMap((limit, index) => mistakeOf(limit, `${path}.${name}${Array.isArray(value) ? `[${index}]` : ''}`)),
  );
}

function mistakeOf(limit: Limit, path: string): string[] {
  try {
    checkLimit({ amount: limit.amount, unit: limit.unit });
    return [];
  } catch (error) {
    if (error instanceof WorktimeError) return error.mistakes.map((mistake) => `${path}: ${mistake}`);
    throw error;
  }
}

/** What is said, be it that there is none. */
function named(settings: LimitSettings | undefined): LimitSettings {
  return Object.fromEntries(Object.entries(settings ?? {}).filter(([, value]) => value !== undefined));
}
