const DAY = 86_400_000;

/** How many days the second day (`2027-03-01`) lies after the first; undefined when one of them is not in the calendar. */
export function daysBetween(first: string, second: string): number | undefined {
  const [from, to] = [first, second].map((day) => {
    const time = new Date(`${day}T00:00:00.000Z`);
    return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day) ? time.getTime() : undefined;
  });
  return from === undefined || to === undefined ? undefined : (to - from) / DAY;
}
