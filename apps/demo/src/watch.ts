import { setTimeout as sleep } from 'node:timers/promises';
import type { County } from './county.js';
import { NotAnswered } from './office.js';
import { isSettled, resultOf, type DemoResult } from './result.js';

const LOOK_EVERY_MS = 500;
/** So many equal looks in a row are the end: an answer on its way would have changed something. */
const STILL = 3;

/** How it stands now; undefined when Huying is too busy to say. */
async function lookUnlessBusy({ simulator, office }: County): Promise<DemoResult | undefined> {
  try {
    const [summary, deadLetters] = await Promise.all([office.summary(), office.deadLetters()]);
    return resultOf(simulator.books, summary, deadLetters);
  } catch (error) {
    if (error instanceof NotAnswered) return undefined;
    throw error;
  }
}

/**
 * Looks on until all is settled and nothing moves any more, or the patience is at its end; resolves to how it stood last.
 * Throws when Huying ends by itself, or when `signal` is aborted.
 */
export async function watch(
  county: County,
  {
    fed,
    until,
    seen,
    signal,
  }: { fed: Promise<void>; until: number; seen: (now: DemoResult) => void; signal: AbortSignal },
): Promise<DemoResult> {
  let feeding = true;
  void fed.then(
    () => (feeding = false),
    () => (feeding = false),
  );
  let still = 0;
  let before = '';
  let now: DemoResult | undefined;
  for (;;) {
    if (!county.huying.running) throw new Error(`Huying ended by itself:\n${county.huying.lastWords()}`);
    now = (await lookUnlessBusy(county)) ?? now;
    if (now) seen(now);
    const waiting = feeding || county.simulator.pending() > 0 || !now || !isSettled(now);
    still = !waiting && JSON.stringify(now) === before ? still + 1 : 0;
    before = JSON.stringify(now);
    if (now && (still >= STILL || Date.now() > until)) return now;
    if (Date.now() > until) throw new Error(`Huying does not answer:\n${county.huying.lastWords()}`);
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}
