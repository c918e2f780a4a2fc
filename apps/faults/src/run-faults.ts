import { OwnFolder, Undo } from '#libs/testing/servers';
import { Dice, type FaultSettings } from '../../simulator/src/index.js';
import { breakThings, LOAD_AFTER_MS, type Broken } from './break-things.js';
import { checkAll } from './check/check-all.js';
import { openDeliveries } from './check/check-deliveries.js';
import type { Finding, Wrong } from './check/finding.js';
import { readEvidence } from './evidence/read-evidence.js';
import type { Line } from './line/line.js';
import { startEmbedded, startServices } from './line/start-line.js';
import { mend } from './mend/mend.js';
import type { FaultsOptions } from './options.js';
import { injectPoison } from './poison/inject.js';
import { resultOf, tableOf, type FaultsResult } from './result.js';
import { settle } from './settle.js';

/** After things have stopped breaking, all is over within this time. */
const OVER_WITHIN_MS = 240_000;
/** Of it, kept for reading, counting and tidying up. */
const COUNT_WITHIN_MS = 60_000;
/** Of it, kept for mending what was poisoned. */
const MEND_WITHIN_MS = 40_000;
/** Of it, kept for tidying up. */
const TIDY_WITHIN_MS = 20_000;
const SAY_EVERY_MS = 5_000;
/** Of each kind of thing that is wrong: many of one kind must not hide the others. */
const MOST_SAID = 20;
const WORST: readonly Wrong[] = ['lost', 'doubled', 'invented', 'outOfOrder'];

/** How the outside world misbehaves while things break. */
const MISBEHAVIOUR: FaultSettings = {
  slow: 0.03,
  busy: 0.015,
  http500: 0.015,
  timeoutAfterCommit: 0.01,
  resetAfterCommit: 0.02,
  doubledCallbacks: 0.15,
  lateCallbacks: 0.1,
  doubledEvents: 0.1,
  callbackBeforeReply: 0.1,
  callbacksNeverPushed: 0.1,
  eventsNeverPushed: 0.1,
  refusals: 0.02,
  returns: 0.05,
  unsolved: 0.03,
};
/** What keeps a good line from coming to rest. */
const CALM: FaultSettings = { slow: 0, busy: 0, http500: 0, timeoutAfterCommit: 0, resetAfterCommit: 0 };

/** Runs it; resolves to the exit code. Everything that was started has ended by then, and nothing of it is left. */
export async function runFaults(options: FaultsOptions): Promise<number> {
  const undo = new Undo();
  const stop = new AbortController();
  const end = (reason: string) => () => stop.abort(new Error(reason));
  const overAt = Date.now() + options.minutes * 60_000 + OVER_WITHIN_MS;
  // Our children hang on leashes: they end with us, also when we end like this.
  const last = setTimeout(() => process.exit(1), overAt - Date.now());
  const soft = setTimeout(end('the time is over'), overAt - TIDY_WITHIN_MS - Date.now());
  process.once('SIGINT', end('interrupted')).once('SIGTERM', end('told to end'));
  process.on('uncaughtException', (error) => stop.abort(error));
  const folder = new OwnFolder('faults');
  let good = false;
  try {
    console.error(
      `seed ${options.seed}: starting ${options.embedded ? 'one process' : 'Kafka, MariaDB, four services'}`,
    );
    const result = await Promise.race([
      run(options, { folder, undo, overAt, signal: stop.signal }),
      aborted(stop.signal),
    ]);
    good = result.good;
    if (options.json) console.log(JSON.stringify(result.counts));
  } catch (error) {
    console.error((error as Error).message);
  } finally {
    stop.abort();
    await undo.run();
    clearTimeout(last);
    clearTimeout(soft);
    if (good) folder.remove();
    else console.error(`seed ${options.seed}; the logs are kept in ${folder.path}`);
  }
  return good ? 0 : 1;
}

interface Circumstances {
  readonly folder: OwnFolder;
  readonly undo: Undo;
  readonly overAt: number;
  readonly signal: AbortSignal;
}

async function run(
  { minutes, seed, rate, embedded }: FaultsOptions,
  { folder, undo, overAt, signal }: Circumstances,
): Promise<{ counts: FaultsResult; good: boolean }> {
  const start = Date.now();
  const say = (words: string) => console.error(`${((Date.now() - start) / 1_000).toFixed(0).padStart(5)} s  ${words}`);
  const ground = { folder, undo, seed };
  const line = await (embedded ? startEmbedded(ground) : startServices(ground));
  say('ready');
  const broken = await live(line, { milliseconds: minutes * 60_000, seed, rate }, signal, say);
  const beforeMending = AbortSignal.any([signal, until(overAt - COUNT_WITHIN_MS - MEND_WITHIN_MS)]);
  const settled = await comeToRest(line, beforeMending, say);
  const unmended = await readEvidence(line.reader, line.readLog, line.simulator.books);
  const before = checkAll(unmended);
  say(
    `${unmended.deadLetters.length} dead letters, ${unmended.parked.length} messages wait; ${before.length} things wrong`,
  );
  const rest = AbortSignal.any([signal, until(overAt - COUNT_WITHIN_MS)]);
  const mended = settled ? await mend(line, unmended, rest) : undefined;
  const atRest = mended === undefined ? settled : await comeToRest(line, rest, say);
  const evidence = mended
    ? { ...(await readEvidence(line.reader, line.readLog, line.simulator.books)), mended }
    : unmended;
  const findings = mended ? distinct([...before, ...checkAll(evidence)]) : before;
  const { late, waiting } = openDeliveries(evidence, new Date());
  const seconds = Math.round((Date.now() - start) / 1_000);
  const counts = resultOf(evidence, findings, { ...broken, waiting, settled: atRest, seed, seconds });
  console.error(`\n${tableOf(counts)}\n`);
  if (!atRest) console.error('It did not come to rest in time: what is called lost may still be on its way.');
  tell(line, findings, atRest ? [] : late);
  return { counts, good: atRest && findings.length === 0 };
}

/** What was wrong before the mending and is so after it is one thing. */
function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.wrong} ${finding.what}`, finding])).values()];
}

/** The outside world acts, things break, poison is put into the log; and when that is over, the rest of the load. */
async function live(
  line: Line,
  { milliseconds, seed, rate }: { milliseconds: number; seed: number; rate: number },
  signal: AbortSignal,
  say: (words: string) => void,
): Promise<Broken> {
  const { simulator, wires, poison } = line;
  const dice = new Dice(seed);
  const poisoning = new AbortController();
  simulator.faults.set(MISBEHAVIOUR);
  const happening = simulator.happen(Math.ceil(((milliseconds + LOAD_AFTER_MS) / 1_000) * rate), rate);
  const injecting = injectPoison(
    poison,
    { dice, rate, run: String(seed) },
    AbortSignal.any([signal, poisoning.signal]),
  );
  injecting.catch(() => undefined);
  happening.catch(() => undefined);
  const broken = await breakThings(line, dice, milliseconds, signal, say);
  poisoning.abort();
  simulator.faults.set(CALM);
  for (const wire of wires.values()) wire.restore();
  await happening;
  return broken;
}

async function comeToRest(line: Line, signal: AbortSignal, say: (words: string) => void): Promise<boolean> {
  let last = '';
  let saidAt = 0;
  const seen = (words: string): void => {
    last = words;
    if (Date.now() - saidAt < SAY_EVERY_MS) return;
    saidAt = Date.now();
    say(words);
  };
  try {
    await settle(line, signal, seen);
    return true;
  } catch (error) {
    say(`did not come to rest (${(error as Error).message}): ${last}`);
    return false;
  }
}

function tell({ services, simulator }: Line, findings: readonly Finding[], late: readonly string[]): void {
  for (const wrong of WORST) {
    const found = findings.filter((finding) => finding.wrong === wrong);
    for (const { what } of found.slice(0, MOST_SAID)) console.error(`${wrong}: ${what}`);
    if (found.length > MOST_SAID) console.error(`… and ${found.length - MOST_SAID} more ${wrong}`);
  }
  for (const what of late.slice(0, MOST_SAID)) console.error(`not settled: ${what}`);
  for (const what of simulator.books.failures.slice(0, MOST_SAID)) console.error(`simulator: ${what}`);
  const memory = services.map(({ name, peakRssMb, endedByItself }) => {
    return `${name} ${peakRssMb} MB${endedByItself > 0 ? `, ended by itself ${endedByItself} times` : ''}`;
  });
  console.error(`memory at most: ${memory.join('; ')}`);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}

function until(time: number): AbortSignal {
  return AbortSignal.timeout(Math.max(0, time - Date.now()));
}
