import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../../../simulator/src/index.js';
import { POISON_KINDS, type Poison } from './poison-kinds.js';
import type { PoisonLog } from './poison-log.js';

/** One message in so many is poison. */
const ONE_IN = 500;
/** About so many messages does an event make until its ticket is closed. */
const MESSAGES_PER_EVENT = 25;

/** Poisons the log until the signal comes; kinds in turn, moments by the dice. */
export async function injectPoison(
  log: PoisonLog,
  { dice, rate, run }: { dice: Dice; rate: number; run: string },
  signal: AbortSignal,
): Promise<void> {
  const kinds = Object.entries(POISON_KINDS);
  const everyMs = (ONE_IN / (rate * MESSAGES_PER_EVENT)) * 1_000;
  for (let number = 0; ; number++) {
    await sleep(everyMs * (0.5 + dice.roll('poison', number)), undefined, { signal });
    const [kind, make] = kinds[number % kinds.length] as (typeof kinds)[number];
    const poison: Poison = { kind, ...make(`poison-${run}-${number}`, `WG-poison-${run}-${number}`) };
    // Whether it got there or not, the log tells in the end.
    await log.put(poison).catch(() => undefined);
  }
}
