import type { Clock } from '#libs/runtime';

/*
 * How it is made sure that all processes decide by the same version at every moment:
 *
 * A version is published to be in force at the earliest LEAD after its publication, read off under the lock of the head row.
 * A process that reads under that same lock which versions are published knows every version that can be in force before its
 * read + LEAD: whoever publishes later locks later, and so can only name a later moment. Clocks of processes may differ by SKEW,
 * so what was read is good for LEAD - SKEW. A batch begins only with knowledge that is good for BATCH longer, and a decision
 * refuses when its own `now` lies beyond (a process that stood still for minutes), which is tried again with fresh knowledge.
 */
const SECOND = 1_000;
/** From publication to force, at least. */
const LEAD = 60 * SECOND;
/** By how much clocks of processes may differ. */
const SKEW = 15 * SECOND;
/** For how long knowledge must still be good when a batch begins. */
const BATCH = 15 * SECOND;

/** Wall-clock milliseconds between looks: each is one short query. */
export const LOOK_EVERY = 20 * SECOND;

/** The same in milliseconds of the mechanism's clock, which in a demo runs faster than the wall's. */
export interface ListTimes {
  readonly lead: number;
  readonly goodFor: number;
  readonly batch: number;
}

export function listTimes({ rate }: Clock): ListTimes {
  return { lead: LEAD * rate, goodFor: (LEAD - SKEW) * rate, batch: BATCH * rate };
}
