/** When an agency is at work on a working day, in Asia/Shanghai. */
export interface OfficeHours {
  /** 机关作息 */
  readonly name: string;
  /** `['09:00-12:00', '14:00-17:30']`, in order; the gap is the lunch break. `24:00` ends a day. */
  readonly spans: readonly string[];
  /** Parts of every year with other hours: 夏季作息. */
  readonly seasons?: readonly Season[];
}

export interface Season {
  readonly name: string;
  /** First day of every year, `05-01`. */
  readonly from: string;
  /** Last day, `09-30`; one that lies before `from` belongs to the next year (`12-01` to `02-29`). */
  readonly to: string;
  readonly spans: readonly string[];
}

/** A span in minutes after midnight. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const SPAN = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24):(00))$/;

/** `09:00-12:00` in minutes, or undefined for what is none. */
export function parseSpan(text: string): Span | undefined {
  const match = SPAN.exec(text);
  if (!match) return undefined;
  const [fromHour, fromMinute, toHour, toMinute] = match
    .slice(1)
    .filter((part) => part !== undefined)
    .map(Number);
  return { from: fromHour! * 60 + fromMinute!, to: toHour! * 60 + toMinute! };
}

/** Whether `05-03` lies in the season. */
export function inSeason(season: Season, monthDay: string): boolean {
  return season.from <= season.to
    ? season.from <= monthDay && monthDay <= season.to
    : season.from <= monthDay || monthDay <= season.to;
}
