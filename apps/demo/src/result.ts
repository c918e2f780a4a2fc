import type { Books } from '../../simulator/src/index.js';
import type { Summary } from './office.js';

/** What the demo came to. Times are real milliseconds from sending an event to the first yes to its dispatch or call. */
export interface DemoResult {
  /** Distinct events that Huying took. */
  received: number;
  opened: number;
  dispatched: number;
  called: number;
  returned: number;
  /** Waiting for a person. */
  desk: number;
  closed: number;
  /** Events that were not taken, and dead letters. */
  failed: number;
  inFlight: number;
  p50Ms: number;
  p95Ms: number;
}

export function resultOf(books: Books, summary: Summary, deadLetters: number): DemoResult {
  const received = books.events().length;
  const sent = books.sendings.filter((sending) => sending.kind === 'event').length;
  const times = books.dispatchTimes();
  const { opened, dispatched, called, returned, desk, closed, inFlight } = summary;
  return {
    received,
    opened,
    dispatched,
    called,
    returned,
    desk,
    closed,
    failed: sent - received + deadLetters,
    inFlight,
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
  };
}

/** Everything that was taken became a ticket, and every ticket is closed or waits for a person. */
export function isSettled(result: DemoResult): boolean {
  return (
    result.opened === result.received &&
    result.failed === 0 &&
    result.inFlight === 0 &&
    result.closed + result.desk === result.opened
  );
}

/** Of values in order of size; 0 of none. */
function percentile(values: readonly number[], part: number): number {
  return values[Math.max(0, Math.ceil(values.length * part) - 1)] ?? 0;
}
