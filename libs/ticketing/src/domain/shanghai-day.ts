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
