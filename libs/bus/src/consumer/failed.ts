import type { StoredRecord } from '../envelope.js';
import type { Verdict } from '../recoverability.js';

/** A message that its handler could not decide, or that could not be given to it. */
export interface Failed {
  readonly record: StoredRecord;
  readonly error: Error;
  /** Calls of the handler. */
  readonly tries: number;
  readonly verdict: Verdict;
}

/** True when later messages of its key must wait. */
export function holdsItsKey({ verdict }: Failed): boolean {
  return verdict.kind === 'again' || verdict.holds;
}
