import type { Dice } from '../../../simulator/src/index.js';

/** What can be killed and what can be cut in a line. */
export interface Breakable {
  readonly services: readonly string[];
  readonly wires: readonly string[];
  readonly broker: boolean;
}

/** One thing that breaks, `atMs` after the beginning; those of one burst come so close that one meets the trouble of another. */
export type Break = Breaking & { readonly burst: number };

type Breaking = { readonly atMs: number } & (
  | { readonly kind: 'kill'; readonly service: string }
  | { readonly kind: 'kill-broker'; readonly downMs: number }
  | { readonly kind: 'cut'; readonly wire: string }
  | { readonly kind: 'block'; readonly wire: string; readonly forMs: number }
  | { readonly kind: 'delay'; readonly wire: string; readonly forMs: number; readonly byMs: number }
);

export const KILLS: readonly Break['kind'][] = ['kill', 'kill-broker'];

const BREAKS_OF_BURST = [2, 5] as const;
/** Between two breaks of a burst: shorter than a dead member of a group keeps its partitions. */
const PAUSE_MS = [1_000, 6_000] as const;
/** Between two bursts: long enough for all to work again. */
const REST_MS = [12_000, 20_000] as const;
const FIRST_MS = 2_000;
const KINDS = ['kill', 'kill', 'kill', 'kill-broker', 'cut', 'cut', 'block', 'delay'] as const;
const BLOCK_MS = [500, 4_000] as const;
const DELAY_MS = [1_000, 4_000] as const;
const DELAY_BY_MS = [20, 400] as const;
const DOWN_MS = [0, 3_000] as const;
/** From one death of the broker to the next: a log that is never there tests nothing but patience. */
const BROKER_LIVES_MS = 30_000;

/** What breaks when: a matter of the dice alone. Every service and every wire has its turn before one has its second. */
export function planScheme(dice: Dice, breakable: Breakable, milliseconds: number): Break[] {
  const next = breaker(dice, breakable);
  const plan: Break[] = [];
  let atMs = FIRST_MS;
  for (let burst = 1; atMs < milliseconds; burst++) {
    const breaks = dice.between(...BREAKS_OF_BURST, 'breaks', burst);
    for (let number = 0; number < breaks && atMs < milliseconds; number++) {
      plan.push({ ...next(atMs), burst });
      atMs += dice.between(...PAUSE_MS, 'pause', burst, number);
    }
    atMs += dice.between(...REST_MS, 'rest', burst);
  }
  return plan;
}

/** Decides break by break what it is that breaks. */
function breaker(dice: Dice, { services, wires, broker }: Breakable): (atMs: number) => Breaking {
  const service = inTurns(dice, 'service', services);
  const wire = inTurns(dice, 'wire', wires);
  let brokerDiedAt = -BROKER_LIVES_MS;
  let number = 0;
  return (atMs) => {
    number++;
    const between = (name: string, [low, high]: readonly [number, number]) => dice.between(low, high, name, number);
    const rolled = dice.pick(KINDS, 'kind', number);
    const spared = !broker || atMs - brokerDiedAt < BROKER_LIVES_MS;
    const kind = rolled === 'kill-broker' && spared ? 'kill' : rolled;
    if (kind === 'kill-broker') brokerDiedAt = atMs;
    if (kind === 'kill') return { atMs, kind, service: service() };
    if (kind === 'kill-broker') return { atMs, kind, downMs: between('down', DOWN_MS) };
    if (kind === 'cut') return { atMs, kind, wire: wire() };
    if (kind === 'block') return { atMs, kind, wire: wire(), forMs: between('block', BLOCK_MS) };
    return { atMs, kind, wire: wire(), forMs: between('delay', DELAY_MS), byMs: between('delay by', DELAY_BY_MS) };
  };
}

/** One after the other in an order that is shuffled anew each time round. */
function inTurns(dice: Dice, name: string, list: readonly string[]): () => string {
  let round = 0;
  let left: string[] = [];
  return () => {
    if (left.length === 0) {
      round++;
      left = list.toSorted((a, b) => dice.roll(name, round, a) - dice.roll(name, round, b));
    }
    return left.shift() as string;
  };
}

/** For people: what breaks. */
export function inWords(one: Break): string {
  switch (one.kind) {
    case 'kill':
      return `kill -9 ${one.service}`;
    case 'kill-broker':
      return `kill -9 broker, down for ${one.downMs} ms`;
    case 'cut':
      return `cut ${one.wire}`;
    case 'block':
      return `block ${one.wire} for ${one.forMs} ms`;
    case 'delay':
      return `delay ${one.wire} by ${one.byMs} ms for ${one.forMs} ms`;
  }
}
