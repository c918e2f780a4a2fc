import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../../simulator/src/index.js';
import type { Line } from './line/line.js';
import { carryOut } from './scheme/carry-out.js';
import { inWords, KILLS, planScheme } from './scheme/plan-scheme.js';
import { secondsToRecover } from './scheme/recovery.js';

/** How long after the last break the load goes on, so that recovery can be seen. */
const LOAD_AFTER_MS = 20_000;

export interface Broken {
  readonly kills: number;
  readonly cuts: number;
  readonly maxRecoveryS: number;
}

/** Breaks things by the dice for so long; resolves when all of them have been seen to recover, or the load is over. */
export async function breakThings(
  line: Line,
  dice: Dice,
  milliseconds: number,
  signal: AbortSignal,
  say: (words: string) => void,
): Promise<Broken> {
  const services = line.services.map(({ name }) => name);
  const plan = planScheme(
    dice,
    { services, wires: [...line.wires.keys()], broker: line.broker !== undefined },
    milliseconds,
  );
  const start = Date.now();
  const over = AbortSignal.any([signal, AbortSignal.timeout(milliseconds + LOAD_AFTER_MS)]);
  let maxRecoveryS = 0;
  let broker: Promise<void> = Promise.resolve();
  const turns = plan.map(async (one) => {
    await sleep(Math.max(0, start + one.atMs - Date.now()), undefined, { signal });
    // A broker that has not come up yet is left to do so first.
    if (one.kind === 'kill-broker') await broker;
    say(inWords(one));
    const carriedOut = carryOut(one, line, signal);
    if (one.kind === 'kill-broker') broker = carriedOut;
    await carriedOut;
    const begun = Date.now();
    const seconds = await secondsToRecover(line, over).catch(() => (Date.now() - begun) / 1_000);
    say(`${inWords(one)}: all worked again after ${seconds.toFixed(1)} s`);
    maxRecoveryS = Math.max(maxRecoveryS, seconds);
  });
  await Promise.all(turns);
  const kills = plan.filter(({ kind }) => KILLS.includes(kind)).length;
  return { kills, cuts: plan.length - kills, maxRecoveryS };
}
