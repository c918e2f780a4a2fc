export { calendarMistakes, calendarYearMistakes } from './calendar-mistakes.js';
export type { CalendarYear, Holiday } from './calendar-year.js';
export { momentAfter, momentBefore } from './card-moments.js';
export { deadlineOf, type Deadline, type DeadlineTerms } from './deadline.js';
export { explain } from './explain.js';
export {
  checkLimit,
  DEFAULT_RULES,
  LIMIT_UNITS,
  limitText,
  type CountingRules,
  type Limit,
  type LimitUnit,
} from './limit.js';
export type { OfficeHours, Season } from './office-hours.js';
export { officeHoursMistakes } from './office-hours-mistakes.js';
export type { Pause } from './pause.js';
export { progressOf, type Progress } from './progress.js';
export { STANDARD_HOURS } from './standard-hours.js';
export { WorkCalendar, type DayFacts } from './work-calendar.js';
export { WorkingTime } from './working-time.js';
export { WorktimeError } from './worktime-error.js';
