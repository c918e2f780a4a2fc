const FIVE_MINUTES = 300;

/**
 * Seconds of the mechanism's time until the next pull: the configured ones after a success, doubled with every failure in a
 * row, up to five minutes or the configured ones where those are longer.
 */
export function pullPauseSeconds(everySeconds: number, failuresInARow: number): number {
  const doubled = everySeconds * 2 ** Math.min(failuresInARow, 20);
  return failuresInARow === 0 ? everySeconds : Math.min(doubled, Math.max(FIVE_MINUTES, everySeconds));
}
