const FORMAT = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar day in Asia/Shanghai at that moment, `2026-11-25`. */
export function shanghaiDay(time: Date): string {
  return FORMAT.format(time);
}

/** `2026-11-25 10:00` in Asia/Shanghai, which is always 8 hours before UTC. */
export function shanghaiMinute(time: Date): string {
  return new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}
