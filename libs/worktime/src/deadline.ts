import { dayOf, LAST_DAY, momentOf, outsideOfDays, startOf } from './day.js';
import { checkLimit, DEFAULT_RULES, unitLength, type CountingRules, type Limit } from './limit.js';
import { advanceActive, measureOf } from './measure.js';
import { gapsOf, type Gap, type Pause } from './pause.js';
import type { WorkingTime } from './working-time.js';

/** What a deadline follows from. Keep it: with it the deadline can be reckoned anew, explained and compared. */
export interface DeadlineTerms {
  readonly start: Date;
  readonly limit: Limit;
  /** The ledger of pauses, in any order. */
  readonly pauses?: readonly Pause[];
  /** Where practice differs from the law; see CountingRules. */
  readonly rules?: Partial<CountingRules>;
}

/** A time limit that runs (时限). It holds its terms, so that `deadlineOf(time, deadline)` reckons it anew. */
export interface Deadline extends DeadlineTerms {
  /** The last moment in time; undefined while a pause lasts. */
  readonly end?: Date;
  /**
   * The reckoning ran into a year whose days off are not published or not loaded, and took Monday to Friday for worked. Reckon
   * it anew when that year is there.
   */
  readonly provisional?: { readonly year: number };
}

/** A deadline's terms in milliseconds. */
export interface Reckoning {
  readonly start: number;
  /** After this moment time counts. */
  readonly from: number;
  /** In milliseconds, or in days. */
  readonly amount: number;
  readonly gaps: readonly Gap[];
  readonly rules: CountingRules;
}

/**
 * When a limit ends. Pauses move the end by as much of its own unit as they cover; one that begins at the end or later changes
 * nothing. Throws a WorktimeError for terms that cannot be: no date, an amount that is negative or not whole, a pause that ends
 * before it begins, an end after 2099.
 */
export function deadlineOf(time: WorkingTime, terms: DeadlineTerms): Deadline {
  const { start, limit, pauses, rules } = terms;
  const reckoning = reckoningOf(time, terms);
  const end = endOf(time, limit, reckoning);
  const deadline = { start, limit, ...(pauses && { pauses }), ...(rules && { rules }) };
  if (end === undefined) return deadline;
  if (dayOf(end) > LAST_DAY) throw outsideOfDays('the end');
  const byClock = limit.unit === 'minute' || limit.unit === 'hour';
  const year = byClock ? undefined : time.calendar.firstUnknownYear(dayOf(reckoning.start), dayOf(end - 1));
  return { ...deadline, end: new Date(end), ...(year !== undefined && { provisional: { year } }) };
}

/** The terms, checked, as what is counted. */
export function reckoningOf(time: WorkingTime, { start, limit, pauses, rules }: DeadlineTerms): Reckoning {
  checkLimit(limit);
  const came = momentOf(start, 'the start');
  const gaps = gapsOf(pauses ?? []);
  const whole = { ...DEFAULT_RULES, ...rules };
  const length = unitLength(limit.unit);
  // 按照小时计算期间的,自法律规定或者当事人约定的时间开始计算 (民法典 第二百零一条第二款).
  if (length !== undefined) return { start: came, from: came, amount: limit.amount * length, gaps, rules: whole };
  const began = whole.offDutyStart === 'next-opening' ? time.nextOpen(came) : came;
  // 当日: the end of the day on which it began or, when that has passed, of the next one.
  if (limit.amount === 0 || whole.startDay === 'included')
    return { start: began, from: began, amount: Math.max(limit.amount, 1), gaps, rules: whole };
  return { start: began, from: startOf(dayOf(began) + 1), amount: limit.amount, gaps, rules: whole };
}

/** The end of the last unit: for 自然日 before it is postponed. */
export function lastUnitEnd(
  time: WorkingTime,
  limit: Limit,
  { gaps, from, amount, rules }: Reckoning,
): number | undefined {
  return advanceActive(measureOf(time, limit.unit, rules), gaps, from, amount);
}

function endOf(time: WorkingTime, limit: Limit, reckoning: Reckoning): number | undefined {
  const end = lastUnitEnd(time, limit, reckoning);
  const { gaps, rules } = reckoning;
  const postponed =
    end !== undefined &&
    limit.unit === 'calendar-day' &&
    rules.lastDayOff === 'postponed' &&
    !time.calendar.isWorkday(dayOf(end - 1));
  return postponed ? advanceActive(measureOf(time, 'workday', rules), gaps, end, 1) : end;
}
