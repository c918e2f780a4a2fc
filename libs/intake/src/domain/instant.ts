const SHAPE = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

/**
 * An ISO 8601 time with offset as ISO with Z and milliseconds, or why it is none. A day that no calendar has, 24:00:00 and a
 * year outside of 2000 to two years from now are refused: nothing is rounded to something near.
 */
export function readInstant(text: string, now: Date): { at: string } | { wrong: string } {
  const parts = SHAPE.exec(text);
  if (!parts) return { wrong: 'must be an ISO 8601 time with offset, e.g. 2026-11-25T09:30:00+08:00' };
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > lastDay) return { wrong: 'must be a day that the calendar has' };
  if (hour > 23 || minute > 59 || second > 59) return { wrong: 'must be a time of the day from 00:00:00 to 23:59:59' };
  const latest = now.getUTCFullYear() + 2;
  if (year < 2000 || year > latest) return { wrong: `must be of a year from 2000 to ${latest}` };
  return { at: new Date(text).toISOString() };
}
