import { STANDARD_HOURS, WorkingTime, type WorkCalendar } from '#libs/worktime';
import type { Agency } from './agencies.js';
import type { AgencyHours } from './agency-hours.js';

/** How time passes for each agency. */
export class WorkingTimes {
  /** For the office, and for every agency that names no hours of its own. */
  readonly office: WorkingTime;
  private readonly byCode: ReadonlyMap<string, WorkingTime>;
  private readonly earlier = new Map<number, WorkingTimes>();

  constructor(
    readonly calendar: WorkCalendar,
    private readonly hours: readonly AgencyHours[],
  ) {
    this.byCode = new Map(hours.map((entry) => [entry.code, new WorkingTime(calendar, entry)]));
    this.office = (hours[0] && this.byCode.get(hours[0].code)) ?? new WorkingTime(calendar, STANDARD_HOURS);
  }

  of(agency: Agency): WorkingTime {
    return (agency.hours === undefined ? undefined : this.byCode.get(agency.hours)) ?? this.office;
  }

  /** As time was reckoned before the days off of that year were known. */
  before(year: number): WorkingTimes {
    if (!this.calendar.years.includes(year)) return this;
    const known = this.earlier.get(year) ?? new WorkingTimes(this.calendar.without(year), this.hours);
    this.earlier.set(year, known);
    return known;
  }
}
