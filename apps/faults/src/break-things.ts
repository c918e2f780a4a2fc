import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../../simulator/src/index.js';
import { grouped } from './check/finding.js';
import type { Line } from './line/line.js';
import { carryOut } from './scheme/carry-out.js';
import { inWords, KILLS, planScheme, type Break } from './scheme/plan-scheme.js';
import { secondsToRecover } from './scheme/recovery.js';

/** How long after the last break the load goes on, so that recovery can be seen. */
export const LOAD_AFTER_MS = 20_000;

export interface Broken {
  readonly kills: number;
  readonly cuts: number;
  /** Of all bursts: the longest from the end of the last break until all worked again. */
  readonly maxRecoveryS: number;
}

/** Breaks things by the dice for so long; resolves when the line has recovered from all of it, or the load is over. */
export async function breakThings(
  line: Line,
  dice: Dice,
  milliseconds: number,
  signal: AbortSignal,
  say: (words: string) => void,
): Promise<Broken> {
  const services = line.services.map(({ name }) => name);
  const breakable = { services, wires: [...line.wires.keys()], broker: line.broker !== undefined };
  const plan = planScheme(dice, breakable, milliseconds);
  const over = AbortSignal.any([signal, AbortSignal.timeout(milliseconds + LOAD_AFTER_MS)]);
  const start = Date.now();
  let broker: Promise<void> = Promise.resolve();
  const turn = async (one: Break): Promise<void> => {
    await sleep(Math.max(0, start + one.atMs - Date.now()), undefined, { signal });
    // A broker that has not come up yet is left to do so first.
    if (one.kind === 'kill-broker') await broker;
    say(inWords(one));
    const carriedOut = carryOut(one, line, signal);
    if (one.kind === 'kill-broker') broker = carriedOut;
    await carriedOut;
  };
  const recoveries = [...grouped(plan, ({ burst }) => String(burst)).values()].map(async (burst) => {
    await Promise.all(burst.map(turn));
    const seconds = await secondsToRecover(line, over);
    say(`all works again ${seconds.toFixed(1)} s after the last of these ${burst.length}`);
    return seconds;
  });
  const maxRecoveryS = Math.max(0, ...(await Promise.all(recoveries)));
  const kills = plan.filter(({ kind }) => KILLS.includes(kind)).length;
  return { kills, cuts: plan.length - kills, maxRecoveryS };
}
