import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { County } from './county.js';
import { freePort } from './free-port.js';
import type { DemoOptions } from './options.js';
import { Progress } from './progress.js';
import { isSettled, type DemoResult } from './result.js';
import { summaryTable } from './summary-table.js';
import { watch } from './watch.js';

const USUAL_PORT = 7300;
const PATIENCE_MS = 150_000;
/** All events happen within about this time. */
const FEED_SECONDS = 20;

/** Runs the whole demo; resolves to the exit code. Everything it started has ended and its folder is gone by then. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  let county: County | undefined;
  try {
    console.error('Starting a sample county: 呼应 and, beside it, the outside world.');
    county = await County.start({ ...options, port: options.port ?? (await freePort(USUAL_PORT)) });
    const result = await live(county, options, interrupted.signal);
    if (!options.exit) await stayUp(county, interrupted.signal);
    if (options.json) console.log(JSON.stringify(result));
    return isSettled(result) ? 0 : 1;
  } catch (error) {
    if (interrupted.signal.aborted) return 130;
    console.error((error as Error).message);
    return 1;
  } finally {
    await county?.stop();
  }
}

async function live(county: County, { events }: DemoOptions, signal: AbortSignal): Promise<DemoResult> {
  const start = Date.now();
  const progress = new Progress(events);
  const fed = county.simulator.happen(events, Math.min(100, Math.max(5, events / FEED_SECONDS)));
  try {
    const result = await watch(county, { fed, until: start + PATIENCE_MS, seen: (now) => progress.show(now), signal });
    progress.end();
    console.error(`\n${summaryTable(result, (Date.now() - start) / 1_000)}\n`);
    for (const oddity of oddities(county)) console.error(oddity);
    if (!isSettled(result)) console.error(unsettled(county, result));
    return result;
  } finally {
    progress.end();
  }
}

/** What the other side's books hold against Huying, or against the simulator itself. */
function oddities({ simulator: { books } }: County): string[] {
  const notTaken = books.sendings.filter(
    ({ kind, outcome }) => kind === 'callback' && !['accepted', 'left'].includes(outcome),
  );
  return [
    ...books.doubled().map((what) => `took effect twice: ${what}`),
    ...books.outOfOrder().map((what) => `out of order: ${what}`),
    ...notTaken.map(({ platform, id, outcome, detail }) => `callback ${platform} ${id}: ${outcome}, ${detail}`),
    ...books.failures,
  ];
}

/** What is not as it should be, for whoever has to find out why. */
function unsettled({ simulator, huying }: County, result: DemoResult): string {
  const { books } = simulator;
  const notTaken = books.sendings.filter((sending) => sending.kind === 'event' && sending.outcome !== 'accepted');
  return [
    `Not settled: opened ${result.opened} of ${result.received}, in flight ${result.inFlight}, failed ${result.failed}.`,
    ...notTaken.slice(0, 10).map(({ platform, id, outcome, detail }) => `  ${platform} ${id}: ${outcome}, ${detail}`),
    'The end of its log:',
    huying.lastWords(),
  ].join('\n');
}

async function stayUp({ huying, simulator, folder }: County, signal: AbortSignal): Promise<void> {
  const secrets = relative(process.cwd(), folder.secretsFile);
  console.error(`It stays up until you press Ctrl+C. Look at

  registration by hand   ${huying.url}/register
  the HTTP interface     ${huying.url}/docs
  the messages           ${huying.url}/asyncapi.json
  health, metrics        ${huying.url}/health/ready   ${huying.url}/metrics
  the other side's books ${simulator.url}/_books

In the browser the account is "office"; its key stands in ${secrets} under accounts.office. On the command line:

  KEY=$(sed -n 's/.*"accounts.office": "\\(.*\\)".*/\\1/p' ${secrets})
  curl -u "office:$KEY" ${huying.url}/v1/desk
  curl -u "office:$KEY" ${huying.url}/v1/summary
`);
  await sleep(2 ** 31 - 1, undefined, { signal }).catch(() => undefined);
}
