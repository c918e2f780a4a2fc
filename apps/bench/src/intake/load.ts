import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadPlan, LoadResult } from './load-plan.js';
import { RawConnection, type RawAnswer } from './raw-connection.js';
import { rawRequests, type RawRequest } from './raw-requests.js';

// One measurement, as a process of its own; its only argument is a LoadPlan as JSON.
const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan;
const requests = rawRequests(plan);
const connections = await Promise.all(Array.from({ length: plan.connections }, () => RawConnection.open(plan.port)));
const waits: number[] = [];
const accepted: number[] = [];
const refused: Record<string, number> = {};

const begun = performance.now();
await (plan.perSecond === undefined ? asFastAsTheyAnswer() : atAPace(plan.perSecond));
const seconds = (performance.now() - begun) / 1_000;
for (const connection of connections) connection.close();

const sorted = waits.toSorted((a, b) => a - b);
const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
const result: LoadResult = {
  seconds,
  requestsPerSecond: requests.length / seconds,
  p50Ms: at(0.5),
  p99Ms: at(0.99),
  accepted,
  refused,
};
process.once('disconnect', () => process.exit(0));
process.send?.(result);

async function asFastAsTheyAnswer(): Promise<void> {
  let next = 0;
  const drive = async (connection: RawConnection): Promise<void> => {
    for (let request = requests[next++]; request; request = requests[next++]) {
      const from = performance.now();
      note(request, await connection.ask(request.bytes), from);
    }
  };
  await Promise.all(connections.map(drive));
}

/** A request that finds no free connection waits for one, and its time runs: what is late is not forgotten. */
async function atAPace(perSecond: number): Promise<void> {
  const free = [...connections];
  const due: { request: RawRequest; from: number }[] = [];
  const answers: Promise<void>[] = [];
  const drive = async (connection: RawConnection): Promise<void> => {
    for (let one = due.shift(); one; one = due.shift())
      note(one.request, await connection.ask(one.request.bytes), one.from);
    free.push(connection);
  };
  for (let next = 0; next < requests.length; await sleep(1)) {
    const until = Math.min(requests.length, Math.floor(((performance.now() - begun) * perSecond) / 1_000) + 1);
    for (; next < until; next++)
      due.push({ request: requests[next] as RawRequest, from: begun + (next * 1_000) / perSecond });
    while (due.length > 0 && free.length > 0) answers.push(drive(free.pop() as RawConnection));
  }
  await Promise.all(answers);
}

function note({ events }: RawRequest, { status, body }: RawAnswer, from: number): void {
  waits.push(performance.now() - from);
  const whole = status === 202 && (plan.eventsEach === 1 || body.includes('"refused":0'));
  if (whole) accepted.push(...events);
  else refused[status] = (refused[status] ?? 0) + 1;
}
