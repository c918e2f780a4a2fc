import { WorkMemory } from './work-memory.js';

/** One for the process: it is about the thread, not about a part of the house. */
export const memory = new WorkMemory();

/**
 * Writes down, for the watchdog to see, that this thread is about to do `what`. The returned function must be called when it is
 * done. Costs about a microsecond, and nothing while nothing is done.
 */
export function takeInHand(what: Readonly<Record<string, string>>): () => void {
  const slot = memory.write(JSON.stringify(what));
  return () => memory.clear(slot);
}
