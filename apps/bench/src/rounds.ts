import { spreadOf, type Spread } from './spread.js';

/** Those that are measured, by name; each resolves to what one round of it came to. */
export type Contenders<N extends string, R> = Readonly<Record<N, (round: number) => Promise<R>>>;

/**
 * Lets all take turns: in each round each once, another one first, so that what the machine does meanwhile hits all alike.
 * Resolves to the rounds of each.
 */
export async function takeTurns<N extends string, R>(
  contenders: Contenders<N, R>,
  rounds: number,
  say: (name: N, round: number, result: R) => void,
): Promise<Record<N, R[]>> {
  const names = Object.keys(contenders) as N[];
  const results = Object.fromEntries(names.map((name) => [name, [] as R[]])) as Record<N, R[]>;
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length] as N;
      const result = await contenders[name](round);
      results[name].push(result);
      say(name, round, result);
    }
  }
  return results;
}

/** How many times `those` ours are, round by round: only within a round were both on the same machine. */
export function timesOf(ours: readonly number[], those: readonly number[]): Spread {
  return spreadOf(ours.map((value, round) => value / (those[round] as number)));
}
