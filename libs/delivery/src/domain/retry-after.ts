/**
 * The pause that a `Retry-After` header asks for, in milliseconds: either form, seconds or an HTTP date; undefined when it
 * is neither.
 * @param wallClock an HTTP date is of the platform's real time, not of the mechanism's
 */
export function retryAfterMs(header: string | undefined, wallClock: Date): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // Date.parse also takes "-5" and "1.5" for dates; an HTTP date starts with the name of a day.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - wallClock.getTime());
}
