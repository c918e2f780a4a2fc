import { messageTypes } from '#libs/contracts';
import { services as separate } from '#libs/service';
import { freePorts, OwnFolder, SupervisedService } from '#libs/testing/servers';
import type { Ground } from '../bench.js';
import { Member } from '../member.js';
import { TopicReader } from '../topic-reader.js';
import { checkLifecycles, type LifecycleCounts } from './check-lifecycles.js';
import type { LifecyclePlan, LifecycleWord, OutsideBooks } from './lifecycle-plan.js';
import { countLog, readKept } from './read-kept.js';

export type ModeName = 'services' | 'embedded';

/** What one mode came to. */
export interface ModeResult extends LifecycleCounts {
  readonly perSecond: readonly number[];
  readonly lifecycles: number;
  /** Messages in the log, and requests in both directions, of all lifecycles. */
  readonly messages: number;
  readonly httpCalls: number;
  /** Peak of each process. */
  readonly rssMB: Readonly<Record<string, number>>;
  /** Processor time of each process from the first event to the end, ms: what other work on the machine changes little. */
  readonly cpuMs: Readonly<Record<string, number>>;
}

/** The five of a lifecycle; a ticket that is received is dispatched in the same breath, and a verified one closed. */
const REPORTS = 'reports: [DISPATCHED, ACCEPTED, IN_PROGRESS, RESOLVED, CLOSED]\n';
const CONCURRENCY = 32;

/** Starts the processes and the outside world, lets both go, ends them and counts what they left. */
export async function runMode(
  ground: Ground,
  mode: ModeName,
  size: Omit<LifecyclePlan, 'huyingUrl' | 'secretsFile'>,
): Promise<ModeResult> {
  const { undo, profile } = ground;
  const folder = new OwnFolder('bench');
  undo.push(() => folder.remove());
  const names = mode === 'services' ? separate.map(({ name }) => name) : ['all-in-one'];
  const first = await freePorts(names.length);
  const entrance = first + Math.max(0, names.indexOf('intake'));
  const plan = { ...size, huyingUrl: `http://127.0.0.1:${entrance}`, secretsFile: folder.file('secrets.json') };
  const outside = new Member<LifecycleWord>(new URL('./outside.js', import.meta.url), plan);
  undo.push(() => outside.end());
  const address = await outside.tells();
  if (address.kind !== 'address') throw new Error('the outside world did not say where it is');
  folder.copyConfig(address.url, forLifecycles);

  const databaseUrl = mode === 'services' ? await ground.database() : `sqlite:${folder.file('huying.sqlite')}`;
  const environment = {
    HUYING_DATABASE_URL: databaseUrl,
    HUYING_CONFIG_DIR: folder.file('config'),
    HUYING_DATA_DIR: folder.path,
    HUYING_LOG_LEVEL: 'warn',
    ...(mode === 'services' ? { HUYING_KAFKA_BROKERS: ground.broker } : {}),
  };
  const processes = names.map((name, index) => {
    const flags =
      profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${name}.cpuprofile`];
    return new SupervisedService(name, first + index, environment, folder.file(`${name}.log`), flags);
  });
  undo.push(() => Promise.all(processes.map((process) => process.end())));
  for (const process of processes) process.start();
  await Promise.all(processes.map((process) => process.ready()));

  const before = processes.map(({ cpuMs }) => cpuMs);
  outside.say({});
  const { perSecond, books } = await listen(outside, (round, rate) =>
    ground.say(`${mode}, round ${round}: ${rate.toFixed(0)} whole lifecycles/s`),
  );
  const rssMB = Object.fromEntries(processes.map((process) => [process.name, process.peakRssMb]));
  const cpuMs = Object.fromEntries(
    processes.map(({ name, cpuMs: after }, index) => [name, after - (before[index] ?? 0)]),
  );
  await Promise.all(processes.map((process) => process.end()));
  await outside.end();
  if (books.closed < books.events || books.failures.length > 0)
    ground.say([...books.failures.slice(0, 10), ...processes.map((process) => process.lastWords(5))].join('\n'));
  return {
    perSecond,
    lifecycles: books.closed,
    messages: mode === 'services' ? await countKafka(ground.broker) : await countLog(databaseUrl),
    httpCalls: books.pushes + books.requests,
    rssMB,
    cpuMs,
    ...checkLifecycles(books, await readKept(databaseUrl)),
  };
}

async function listen(
  outside: Member<LifecycleWord>,
  said: (round: number, perSecond: number) => void,
): Promise<{ perSecond: number[]; books: OutsideBooks }> {
  const perSecond: number[] = [];
  for (;;) {
    const word = await outside.tells();
    if (word.kind === 'end') return { perSecond, books: word };
    if (word.kind !== 'round') continue;
    perSecond.push(word.perSecond);
    said(perSecond.length, word.perSecond);
  }
}

/** As fast as it can: the limits of the sample are those of a county. */
function forLifecycles(platforms: string): string {
  const changed = platforms
    .replaceAll(/ratePerSecond: \d+, burst: \d+/g, 'ratePerSecond: 10000, burst: 20000')
    .replaceAll(/concurrency: \d+/g, `concurrency: ${CONCURRENCY}`)
    .replace(/reports:\n(?:\s+- [A-Z_]+\n)+/, REPORTS);
  if (!changed.includes(REPORTS)) throw new Error('config/platforms.yml: the reports of grid are no list any more');
  return changed;
}

function countKafka(broker: string): Promise<number> {
  return new TopicReader(broker).count(messageTypes.map(({ name }) => `huying.${name}`));
}
