import { HOUR, MINUTE } from './day.js';
import { WorktimeError } from './worktime-error.js';

/**
 * What a limit is counted in: 分钟 and 小时 by the clock on the wall, 工作时 while the agency is at work, 工作日 and 自然日 by
 * whole days.
 */
export type LimitUnit = 'minute' | 'hour' | 'working-hour' | 'workday' | 'calendar-day';

/** `{ amount: 5, unit: 'workday' }`. The amount is whole; 0 days is 当日, 0 hours is at once. */
export interface Limit {
  readonly amount: number;
  readonly unit: LimitUnit;
}

/** What each unit is called, and the longest limit in it: about ten years, so that a slip of the pen is told. */
export const UNITS: Readonly<
  Record<LimitUnit, { readonly chinese: string; readonly most: number; readonly ms?: number }>
> = {
  minute: { chinese: '分钟', most: 5_000_000, ms: MINUTE },
  hour: { chinese: '小时', most: 90_000, ms: HOUR },
  'working-hour': { chinese: '工作时', most: 20_000, ms: HOUR },
  workday: { chinese: '个工作日', most: 2_600 },
  'calendar-day': { chinese: '个自然日', most: 3_660 },
};

export const LIMIT_UNITS = Object.keys(UNITS) as readonly LimitUnit[];

/** Where practice differs. The defaults are those of the law. */
export interface CountingRules {
  /**
   * Whether the day on which it began counts, for limits in days. By default it does not: 按照年、月、日计算期间的,开始的当日不计入,
   * 自下一日开始计算 (民法典 第二百零一条). `included` counts it if its closing is still to come.
   */
  readonly startDay: 'excluded' | 'included';
  /**
   * What came in outside working time (at night, in the lunch break, on a day off), for limits in days: `as-it-is` began when
   * it came in, as the law has it; `next-opening` began when the agency next opens, as many hotlines have it (非工作时间受理的,
   * 视为下一工作时间受理).
   */
  readonly offDutyStart: 'as-it-is' | 'next-opening';
  /**
   * When the last day ends: 期间的最后一日的截止时间为二十四时;有业务时间的,停止业务活动的时间为截止时间 (民法典 第二百零三条第二款).
   * An agency has business hours, so the default is `closing`; a day off has none and ends at 24:00.
   */
  readonly endOfDay: 'closing' | 'midnight';
  /**
   * A limit in 自然日 whose last day is one off: 期间的最后一日是法定休假日的,以法定休假日结束的次日为期间的最后一日 (民法典
   * 第二百零三条第一款), so the default is `postponed` to the next working day.
   */
  readonly lastDayOff: 'postponed' | 'kept';
}

export const DEFAULT_RULES: CountingRules = {
  startDay: 'excluded',
  offDutyStart: 'as-it-is',
  endOfDay: 'closing',
  lastDayOff: 'postponed',
};

/** Milliseconds in one of a unit of time, or undefined for units of whole days. */
export function unitLength(unit: LimitUnit): number | undefined {
  return UNITS[unit].ms;
}

/** Throws a WorktimeError for a limit that cannot be counted. */
export function checkLimit(limit: Limit): void {
  const unit = Object.hasOwn(UNITS, limit.unit) ? UNITS[limit.unit] : undefined;
  if (!unit) throw new WorktimeError('the limit', [`${JSON.stringify(limit.unit)} is not a unit`]);
  if (!Number.isInteger(limit.amount) || limit.amount < 0 || limit.amount > unit.most)
    throw new WorktimeError('the limit', [
      `${limit.amount} ${limit.unit} is not a whole number from 0 to ${unit.most}`,
    ]);
}

/** `5个工作日`, `当日`. */
export function limitText({ amount, unit }: Limit): string {
  if (amount === 0 && UNITS[unit].ms === undefined) return '当日';
  return `${amount}${UNITS[unit].chinese}`;
}

/** `2小时30分` of milliseconds. */
export function durationText(ms: number): string {
  const minutes = Math.floor(ms / MINUTE);
  const seconds = Math.floor((ms % MINUTE) / 1000);
  const parts: [number, string][] = [
    [Math.floor(minutes / 60), '小时'],
    [minutes % 60, '分'],
    [seconds, '秒'],
  ];
  const said = parts.filter(([value]) => value > 0).map(([value, word]) => `${value}${word}`);
  return said.length > 0 ? said.join('') : '0分';
}
