const formatters = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds ahead of UTC, by zone and quarter of an hour: no zone changes in between, and a format costs 2 µs. */
const offsets = new Map<string, number>();
const QUARTER_MS = 900_000;
const MAX_OFFSETS = 20_000;

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (!formatter) {
    // The Swedish way of writing a time is `yyyy-MM-dd HH:mm:ss`.
    formatter = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/** `yyyy-MM-dd HH:mm:ss` as the clocks of that zone show it. */
export function localTime(time: Date, zone: string): string {
  return formatterOf(zone).format(time);
}

/**
 * The moment at which the clocks of `zone` show what `wall` shows as UTC; undefined when they never do (the hour that
 * summer time leaves out). Of an hour that comes twice, the first.
 */
export function momentOf(wall: Date, zone: string): Date | undefined {
  const day = 86_400_000;
  const [before, after] = [offsetAt(wall.getTime() - day, zone), offsetAt(wall.getTime() + day, zone)];
  const candidates = before === after ? [before] : [Math.max(before, after), Math.min(before, after)];
  for (const candidate of candidates) {
    const moment = wall.getTime() - candidate;
    if (offsetAt(moment, zone) === candidate) return new Date(moment);
  }
  return undefined;
}

function offsetAt(time: number, zone: string): number {
  const quarter = Math.floor(time / QUARTER_MS) * QUARTER_MS;
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offset = Date.parse(`${localTime(new Date(quarter), zone).replace(' ', 'T')}Z`) - quarter;
  if (offsets.size >= MAX_OFFSETS) offsets.clear();
  offsets.set(key, offset);
  return offset;
}
