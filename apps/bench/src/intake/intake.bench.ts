import type { Bench, BenchResult, Ground } from '../bench.js';
import { Member } from '../member.js';
import { takeTurns, timesOf } from '../rounds.js';
import { rounded, spreadOf, tableOf, type Spread } from '../spread.js';
import { TopicReader } from '../topic-reader.js';
import { checkLog, type LogCounts } from './check-log.js';
import type { LoadPlan, LoadResult } from './load-plan.js';
import type { PeerListens, PeerOptions } from './peer-options.js';
import { startIntake, WITH_KEY, WITH_SIGNATURE } from './start-intake.js';

const OUR_TOPIC = 'huying.event-received';
const BARE_TOPIC = 'peer-bare-fastify';
const STOCK_TOPIC = 'peer-stock-nest-intake';
const PARTITIONS = 6;
const CONNECTIONS = 50;
const EVENTS_OF_ARRAY = 100;
const ARRAYS_AT_ONCE = 8;
/** Requests a second of the measurement of latency. */
const PACE = 500;

/** Of one round, in requests. */
interface Size {
  readonly rounds: number;
  readonly single: number;
  readonly signed: number;
  readonly arrays: number;
  readonly paced: number;
  readonly bare: number;
  readonly stockNest: number;
}
const QUICK: Size = {
  rounds: 3,
  single: 15_000,
  signed: 10_000,
  arrays: 300,
  paced: 3_000,
  bare: 20_000,
  stockNest: 6_000,
};
const LONG: Size = {
  rounds: 5,
  single: 40_000,
  signed: 20_000,
  arrays: 800,
  paced: 10_000,
  bare: 50_000,
  stockNest: 15_000,
};

type Name = 'single' | 'signed' | 'arrays' | 'paced' | 'bare' | 'stockNest';
/** Those of us; what a peer loses is its own affair. */
const OURS: readonly Name[] = ['single', 'signed', 'arrays', 'paced'];
type Round = Omit<LoadResult, 'accepted' | 'refused'> &
  LogCounts & { readonly eventsPerSecond: number; readonly refused: number };
type Way = Pick<LoadPlan, 'port' | 'path' | 'proof' | 'clientId' | 'secret'> & { readonly topic: string };

/** HTTP to the log durable. */
export const intake: Bench = async (ground) => {
  const size = ground.quick ? QUICK : LONG;
  const reader = new TopicReader(ground.broker);
  await reader.makeTopics([BARE_TOPIC, STOCK_TOPIC], PARTITIONS);
  const { service, secrets } = await startIntake(ground);
  const ours = { port: service.port, path: '/v1/events', topic: OUR_TOPIC };
  const withKey: Way = { ...ours, proof: 'key', clientId: WITH_KEY, secret: secrets.key };
  const withSignature: Way = { ...ours, proof: 'signature', clientId: WITH_SIGNATURE, secret: secrets.signature };
  const bare = await startPeer(ground, './bare-fastify.js', BARE_TOPIC);
  const stockNest = await startPeer(ground, './stock-nest.js', STOCK_TOPIC);

  let nextEvent = 0;
  const measure = async (way: Way, plan: Pick<LoadPlan, 'requests' | 'eventsEach' | 'perSecond'>): Promise<Round> => {
    const { topic, ...rest } = way;
    const connections = plan.eventsEach > 1 ? ARRAYS_AT_ONCE : CONNECTIONS;
    const firstEvent = nextEvent;
    nextEvent += plan.requests * plan.eventsEach;
    const { accepted, refused, ...measured } = await load({ ...rest, ...plan, firstEvent, connections });
    const counts = checkLog(accepted, await reader.readNew(topic));
    const eventsPerSecond = accepted.length / measured.seconds;
    return {
      ...measured,
      ...counts,
      eventsPerSecond,
      refused: Object.values(refused).reduce((sum, one) => sum + one, 0),
    };
  };
  const contenders: Record<Name, (share: number) => Promise<Round>> = {
    single: (share) => measure(withKey, { requests: size.single * share, eventsEach: 1 }),
    signed: (share) => measure(withSignature, { requests: size.signed * share, eventsEach: 1 }),
    arrays: (share) => measure(withKey, { requests: size.arrays * share, eventsEach: EVENTS_OF_ARRAY }),
    paced: (share) => measure(withKey, { requests: size.paced * share, eventsEach: 1, perSecond: PACE }),
    bare: (share) => measure(bare, { requests: size.bare * share, eventsEach: 1 }),
    stockNest: (share) => measure(stockNest, { requests: size.stockNest * share, eventsEach: 1 }),
  };
  ground.say('warming up');
  for (const warmUp of Object.values(contenders)) await warmUp(0.5);
  const results = await takeTurns<Name, Round>(
    eachOf(contenders, (measureRound) => () => measureRound(1)),
    size.rounds,
    (name, round, result) => ground.say(`round ${round + 1}  ${inWords(name, result)}`),
  );
  return resultOf(results, service.peakRssMb);
};

function eachOf<N extends string, A, B>(record: Record<N, A>, change: (value: A) => B): Record<N, B> {
  return Object.fromEntries(Object.entries<A>(record).map(([name, value]) => [name, change(value)])) as Record<N, B>;
}

async function startPeer({ broker, undo }: Ground, file: string, topic: string): Promise<Way> {
  const options: PeerOptions = { broker, topic };
  const member = new Member<PeerListens>(new URL(file, import.meta.url), options);
  undo.push(() => member.end());
  const { port } = await member.tells();
  return { port, path: '/events', proof: 'none', clientId: '', secret: '', topic };
}

async function load(plan: LoadPlan): Promise<LoadResult> {
  const member = new Member<LoadResult>(new URL('./load.js', import.meta.url), plan);
  try {
    return await member.tells();
  } finally {
    await member.end();
  }
}

function inWords(name: Name, { eventsPerSecond, p50Ms, p99Ms, lost, doubled, refused }: Round): string {
  return (
    `${name.padEnd(9)} ${eventsPerSecond.toFixed(0).padStart(6)} events/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms; ` +
    `lost ${lost}, doubled ${doubled}, not taken ${refused}`
  );
}

function resultOf(results: Record<Name, Round[]>, rssMB: number): BenchResult {
  const of = (name: Name, what: (round: Round) => number): number[] => results[name].map(what);
  const rate = (name: Name): number[] => of(name, ({ eventsPerSecond }) => eventsPerSecond);
  const shareOfBare = timesOf(rate('single'), rate('bare'));
  const timesStockNest = timesOf(rate('single'), rate('stockNest'));
  const p99Ms = spreadOf(of('paced', (round) => round.p99Ms));
  const spreads = {
    single: spreadOf(rate('single')),
    signed: spreadOf(rate('signed')),
    batch: spreadOf(rate('arrays')),
    bare: spreadOf(rate('bare')),
    stockNest: spreadOf(rate('stockNest')),
  };
  const all = OURS.flatMap((name) => results[name]);
  const sum = (what: 'lost' | 'doubled' | 'refused'): number => all.reduce((total, round) => total + round[what], 0);
  const counts = { lost: sum('lost'), doubled: sum('doubled'), refused: sum('refused') };
  return {
    numbers: {
      ...eachOf<string, Spread, number>(spreads, ({ median }) => rounded(median)),
      shareOfBare: rounded(shareOfBare.median, 2),
      timesStockNest: rounded(timesStockNest.median, 2),
      p99Ms: rounded(p99Ms.median, 1),
      ...counts,
      rssMB,
    },
    table: tableOf([
      ['ours with a key, events/s', spreads.single, 0],
      ['ours signed, events/s', spreads.signed, 0],
      [`ours in arrays of ${EVENTS_OF_ARRAY}, events/s`, spreads.batch, 0],
      ['bare Fastify that gathers, events/s', spreads.bare, 0],
      ['stock NestJS on Express, events/s', spreads.stockNest, 0],
      ['share of bare Fastify', shareOfBare, 2],
      ['times stock NestJS', timesStockNest, 2],
      [`ours at ${PACE}/s, p50 in ms`, spreadOf(of('paced', (round) => round.p50Ms)), 1],
      [`ours at ${PACE}/s, p99 in ms`, p99Ms, 1],
      ['ours, peak RSS in MB', spreadOf([rssMB]), 0],
    ]),
    wrong: Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${what}: ${count}`] : [])),
  };
}
