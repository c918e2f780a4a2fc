import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Secrets } from '#libs/runtime';
import { startSimulator } from '../../../simulator/src/index.js';
import type { LifecyclePlan, LifecycleWord, OutsideBooks } from './lifecycle-plan.js';

/** The simulator, as a process of its own; its only argument is a LifecyclePlan as JSON, and it begins when it is told anything. */
const plan = JSON.parse(process.argv[2] ?? '') as LifecyclePlan;
/** Agencies and residents take less than two seconds for all of it: what is measured is not their leisure. */
const OUTSIDE_RATE = 10_000;
const LOOK_EVERY_MS = 5;
/** When nothing is closed for so long, it is over. */
const STANDS_STILL_MS = 60_000;
/** What a platform was told last is written down by then. */
const REST_MS = 3_000;
const FASTEST = 1_000;

const simulator = await startSimulator({
  port: 0,
  huyingUrl: plan.huyingUrl,
  secrets: new Secrets(plan.secretsFile, {}),
  seed: 1,
  timeScale: OUTSIDE_RATE,
  clockScale: 1,
  only: { source: 'grid', item: 'SX-0101' },
});
const { books } = simulator;
let read = 0;
/** When each lifecycle was closed, as the grid system was told. */
const closedAt: number[] = [];

process.once('disconnect', () => process.exit(0));
tell({ kind: 'address', url: simulator.url });
await once(process, 'message');
await play();
await sleep(REST_MS);
tell({ kind: 'end', ...summary() });

/** Keeps as many under way as is wanted, also while the last round is measured; then lets all come to their end. */
async function play(): Promise<void> {
  const { warmUp, rounds, perRound, underWay } = plan;
  const total = warmUp + rounds * perRound + underWay;
  let happened = 0;
  let told = 0;
  let movedAt = performance.now();
  for (; closedAt.length < total; await sleep(LOOK_EVERY_MS)) {
    if (look()) movedAt = performance.now();
    if (performance.now() - movedAt > STANDS_STILL_MS) return;
    const more = Math.min(total - happened, underWay - (happened - closedAt.length));
    if (more > 0) void simulator.happen(more, FASTEST).catch((error: Error) => books.failures.push(error.message));
    happened += Math.max(0, more);
    while (told < rounds && closedAt.length >= warmUp + (told + 1) * perRound) tellRound(told++);
  }
}

/** Counts what was closed since the last look; false when nothing was. */
function look(): boolean {
  const before = closedAt.length;
  for (; read < books.receipts.length; read++) {
    const { platform, status, effect, at } = books.receipts[read] as (typeof books.receipts)[number];
    if (platform === 'grid' && status === 'CLOSED' && effect) closedAt.push(at);
  }
  return closedAt.length > before;
}

function tellRound(round: number): void {
  const first = plan.warmUp + round * plan.perRound;
  const [from, to] = [closedAt[first - 1], closedAt[first + plan.perRound - 1]] as [number, number];
  tell({ kind: 'round', perSecond: (plan.perRound * 1_000) / (to - from) });
}

function summary(): OutsideBooks {
  const notTaken = books.sendings.filter(({ outcome, times }) => outcome !== 'accepted' || times !== 1);
  return {
    events: books.events().length,
    closed: closedAt.length,
    pushes: books.sendings.reduce((sum, { times }) => sum + times, 0),
    requests: books.receipts.length,
    doubled: books.doubled(),
    outOfOrder: books.outOfOrder(),
    failures: [...books.failures, ...notTaken.map(({ id, outcome, detail }) => `${id} ${outcome} ${detail ?? ''}`)],
  };
}

function tell(word: LifecycleWord): void {
  process.send?.(word);
}
