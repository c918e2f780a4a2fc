/** A body for eyes: JSON on several lines; anything else quoted, so that it can't write on the screen. */
export function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return JSON.stringify(body);
  }
}
