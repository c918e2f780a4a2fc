import type { Dice } from '../../../simulator/src/index.js';

/** What can be killed and what can be cut in a line. */
export interface Breakable {
  readonly services: readonly string[];
  readonly wires: readonly string[];
  readonly broker: boolean;
}

/** One thing that breaks, `atMs` after the beginning. */
export type Break = { readonly atMs: number } & (
  | { readonly kind: 'kill'; readonly service: string }
  | { readonly kind: 'kill-broker'; readonly downMs: number }
  | { readonly kind: 'cut'; readonly wire: string }
  | { readonly kind: 'block'; readonly wire: string; readonly forMs: number }
  | { readonly kind: 'delay'; readonly wire: string; readonly forMs: number; readonly byMs: number }
);

export const KILLS: readonly Break['kind'][] = ['kill', 'kill-broker'];

/** Between two breaks. Shorter than a dead member of a group keeps its partitions: breaks come upon breaks. */
const PAUSE_MS = [2_500, 7_000] as const;
const KINDS = ['kill', 'kill', 'kill', 'kill-broker', 'cut', 'cut', 'block', 'delay'] as const;
const BLOCK_MS = [500, 4_000] as const;
const DELAY_MS = [1_000, 4_000] as const;
const DELAY_BY_MS = [20, 400] as const;
const DOWN_MS = [0, 3_000] as const;
/** From one death of the broker to the next: a log that is never there tests nothing but patience. */
const BROKER_LIVES_MS = 30_000;

/** What breaks when: a matter of the dice alone. Every service and every wire has its turn before one has its second. */
export function planScheme(dice: Dice, { services, wires, broker }: Breakable, milliseconds: number): Break[] {
  const service = inTurns(dice, 'service', services);
  const wire = inTurns(dice, 'wire', wires);
  const plan: Break[] = [];
  let atMs = 0;
  let brokerDiedAt = -BROKER_LIVES_MS;
  for (let number = 1; ; number++) {
    const between = (name: string, [low, high]: readonly [number, number]) => dice.between(low, high, name, number);
    atMs += between('pause', PAUSE_MS);
    if (atMs >= milliseconds) return plan;
    const rolled = dice.pick(KINDS, 'kind', number);
    const brokerLives = !broker || atMs - brokerDiedAt < BROKER_LIVES_MS;
    const kind = rolled === 'kill-broker' && brokerLives ? 'kill' : rolled;
    if (kind === 'kill-broker') brokerDiedAt = atMs;
    if (kind === 'kill') plan.push({ atMs, kind, service: service() });
    else if (kind === 'kill-broker') plan.push({ atMs, kind, downMs: between('down', DOWN_MS) });
    else if (kind === 'cut') plan.push({ atMs, kind, wire: wire() });
    else if (kind === 'block') plan.push({ atMs, kind, wire: wire(), forMs: between('block', BLOCK_MS) });
    else
      plan.push({
        atMs,
        kind,
        wire: wire(),
        forMs: between('delay', DELAY_MS),
        byMs: between('delay by', DELAY_BY_MS),
      });
  }
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
