import type { Bench, BenchResult, Numbers } from '../bench.js';
import { rounded, spreadOf, tableOf } from '../spread.js';
import type { LifecyclePlan } from './lifecycle-plan.js';
import { runMode, type ModeName, type ModeResult } from './run-mode.js';

type Size = Omit<LifecyclePlan, 'huyingUrl' | 'secretsFile'>;

const QUICK: Size = { underWay: 500, warmUp: 800, rounds: 3, perRound: 1_500 };
const LONG: Size = { underWay: 500, warmUp: 1_500, rounds: 5, perRound: 4_000 };

/**
 * The product itself: one event in, one ticket, one dispatch over HTTP, three callbacks (signed, in hand, done), the revisit,
 * closed, five reports delivered. The outside world stands on the same processors. There is no peer that does this.
 */
export const lifecycle: Bench = async (ground) => {
  const size = ground.quick ? QUICK : LONG;
  const services = await runMode(ground, 'services', size);
  const embedded = await runMode(ground, 'embedded', size);
  return resultOf({ services, embedded }, size.rounds);
};

function resultOf(modes: Record<ModeName, ModeResult>, rounds: number): BenchResult {
  const wrong = Object.entries(modes).flatMap(([name, { lost, doubled, outOfOrder, perSecond }]) => [
    ...Object.entries({ lost, doubled, outOfOrder }).flatMap(([what, count]) =>
      count > 0 ? [`${name}: ${what}: ${count}`] : [],
    ),
    ...(perSecond.length < rounds ? [`${name}: it came to a standstill`] : []),
  ]);
  return {
    numbers: { ...numbersOf(modes.services), embedded: numbersOf(modes.embedded) },
    table: tableOf(
      Object.entries(modes).flatMap(([name, mode]) => [
        [`${name}: whole lifecycles/s`, spreadOf(mode.perSecond), 0] as const,
        [`${name}: messages of a lifecycle`, spreadOf([mode.messages / mode.lifecycles]), 1] as const,
        [`${name}: HTTP calls of a lifecycle`, spreadOf([mode.httpCalls / mode.lifecycles]), 1] as const,
        [`${name}: processor time of a lifecycle in ms`, spreadOf([perLifecycle(mode)]), 1] as const,
        [`${name}: peak RSS of a process in MB`, spreadOf(Object.values(mode.rssMB)), 0] as const,
      ]),
    ),
    wrong,
  };
}

function numbersOf({
  perSecond,
  rssMB,
  cpuMs,
  lifecycles,
  messages,
  httpCalls,
  lost,
  doubled,
  outOfOrder,
}: ModeResult): Numbers {
  return {
    perSecond: rounded(spreadOf(perSecond).median),
    lifecycles,
    messages,
    httpCalls,
    rssMB: Math.max(...Object.values(rssMB)),
    rssOf: rssMB,
    cpuMs: rounded(perLifecycle({ cpuMs, lifecycles }), 1),
    cpuOf: Object.fromEntries(Object.entries(cpuMs).map(([name, ms]) => [name, rounded(ms / lifecycles, 1)])),
    lost,
    doubled,
    outOfOrder,
  };
}

/** Of all our processes, without the broker, the database and the outside world. */
function perLifecycle({ cpuMs, lifecycles }: Pick<ModeResult, 'cpuMs' | 'lifecycles'>): number {
  return Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0) / lifecycles;
}
