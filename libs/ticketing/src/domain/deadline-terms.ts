import {
  deadlineOf,
  type CountingRules,
  type Deadline as Reckoned,
  type Limit,
  type Pause,
  type WorkingTime,
} from '#libs/worktime';

/** One entry of a deadline's ledger as it is kept: moments in ISO 8601, and who stopped it. */
export interface PauseEntry {
  readonly from: string;
  /** Missing while it lasts. */
  readonly to?: string;
  readonly reason: string;
  /** Account, platform or `system`. */
  readonly actor: string;
  /** Who let it go on. */
  readonly resumedBy?: string;
}

/** What a deadline follows from, as it is kept. */
export interface KeptTerms {
  readonly startedAt: Date;
  readonly limit: Limit;
  readonly extensions: readonly Limit[];
  readonly rules: Partial<CountingRules> | null;
  readonly pauses: readonly PauseEntry[];
}

/**
 * The deadline with its extensions, each reckoned from the end before it; the last one's end is when it is due. An extension in
 * the unit of the limit is added to it: 5 and 10 working days are 15.
 */
export function legsOf(time: WorkingTime, terms: KeptTerms): readonly [Reckoned, ...Reckoned[]] {
  const limits = [terms.limit];
  for (const extension of terms.extensions) {
    const last = limits.at(-1)!;
    if (last.unit === extension.unit) limits[limits.length - 1] = { ...last, amount: last.amount + extension.amount };
    else limits.push(extension);
  }
  const pauses: readonly Pause[] = terms.pauses.map(({ from, to, reason }) => ({
    from: new Date(from),
    ...(to === undefined ? {} : { to: new Date(to) }),
    reason,
  }));
  const rules = terms.rules ?? {};
  const legs: [Reckoned, ...Reckoned[]] = [
    deadlineOf(time, { start: terms.startedAt, limit: limits[0]!, pauses, rules }),
  ];
  for (const limit of limits.slice(1)) {
    const start = legs.at(-1)!.end;
    // Paused before it was due: what comes after is reckoned when it goes on.
    if (!start) break;
    legs.push(deadlineOf(time, { start, limit, pauses, rules }));
  }
  return legs;
}

/** The first year whose days off were not known for it. */
export function provisionalYearOf(legs: readonly Reckoned[]): number | null {
  return legs.find(({ provisional }) => provisional)?.provisional?.year ?? null;
}
