import type { Bench, BenchResult, Ground, Numbers } from '../bench.js';
import { Member } from '../member.js';
import { takeTurns } from '../rounds.js';
import { rounded, spreadOf, tableOf } from '../spread.js';
import type { PoisonGround, PoisonResult, PoisonTask } from './poison-task.js';

type Name = PoisonGround['name'];

const PER_SECOND = 200;
const BACKLOG = 20_000;
const QUICK = { rounds: 3, seconds: 15, backlogPatienceMs: 25_000 };
const LONG = { rounds: 3, seconds: 60, backlogPatienceMs: 60_000 };
/** When the last is appended, what was not handled yet is late anyhow. */
const PATIENCE_MS = 5_000;

/** One message in 1,000 can't be handled: what becomes of the others, live at 200 a second and in a backlog. */
export const poison: Bench = async (ground) => {
  const { rounds, seconds, backlogPatienceMs } = ground.quick ? QUICK : LONG;
  const live = { kind: 'live', count: PER_SECOND * seconds, patienceMs: PATIENCE_MS } as const;
  const backlog = { kind: 'backlog', count: BACKLOG, patienceMs: backlogPatienceMs } as const;
  const ours = await start(ground, 'ours', 'ours');
  ground.undo.push(() => ours.end());
  // A stock one that meets poison never gets past it: each round begins with a new one.
  const contenders = (task: Omit<PoisonTask, 'run'>): Record<Name, (round: number) => Promise<PoisonResult>> => ({
    ours: (round) => askOf(ours, { ...task, run: `ours ${task.kind} ${round}` }),
    stockNest: async (round) => {
      const name = `peer-poison-${task.kind}-${round}`;
      const member = await start(ground, 'stockNest', name);
      try {
        return await askOf(member, { ...task, run: name });
      } finally {
        await member.end();
      }
    },
  });
  const said = (kind: PoisonTask['kind']) => (name: Name, round: number, result: PoisonResult) =>
    ground.say(`${kind} ${round + 1}  ${inWords(name, kind, result)}`);
  const liveRounds = await takeTurns<Name, PoisonResult>(contenders(live), rounds, said('live'));
  const backlogs = await takeTurns<Name, PoisonResult>(contenders(backlog), 1, said('backlog'));
  return resultOf(liveRounds, backlogs);
};

async function start({ broker, database, profile }: Ground, name: Name, topic: string): Promise<Member<PoisonResult>> {
  const options: PoisonGround = { name, broker, databaseUrl: await database(), topic };
  return new Member(new URL('./contender.js', import.meta.url), options, name === 'ours' ? profile : undefined);
}

function askOf(member: Member<PoisonResult>, task: PoisonTask): Promise<PoisonResult> {
  member.say(task);
  return member.tells();
}

function inWords(
  name: Name,
  kind: PoisonTask['kind'],
  { punctuality, seconds, doneShare, unhandled, outOfOrder, healthyDeadLettered }: PoisonResult,
): string {
  const { onTime, p50, p99 } = punctuality;
  // What waited in a backlog is late when it begins.
  const pace = kind === 'live' ? `within 250 ms ${percent(onTime)}, p50 ${p50} ms, p99 ${p99} ms, ` : '';
  return (
    `${name.padEnd(9)} done ${percent(doneShare)}, ${pace}${seconds.toFixed(1)} s; ` +
    `without effect ${unhandled}, out of order ${outOfOrder}, healthy in the dead letters ${healthyDeadLettered}`
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function resultOf(live: Record<Name, PoisonResult[]>, backlog: Record<Name, PoisonResult[]>): BenchResult {
  const all = [...live.ours, ...backlog.ours];
  const wrong = (['unhandled', 'outOfOrder', 'healthyDeadLettered', 'poisonAtLarge'] as const).flatMap((what) => {
    const count = all.reduce((sum, result) => sum + result[what], 0);
    return count > 0 ? [`${what}: ${count}`] : [];
  });
  const onTime = (name: Name) => spreadOf(live[name].map(({ punctuality }) => punctuality.onTime * 100));
  const done = (rounds: readonly PoisonResult[]) => spreadOf(rounds.map(({ doneShare }) => doneShare * 100));
  const p99 = (name: Name) => spreadOf(live[name].map(({ punctuality }) => punctuality.p99));
  const seconds = (name: Name) => spreadOf(backlog[name].map((round) => round.seconds));
  return {
    numbers: { ...numbersOf(live.ours, backlog.ours), stockNest: numbersOf(live.stockNest, backlog.stockNest) },
    table: tableOf([
      ['ours, % within 250 ms', onTime('ours'), 2],
      ['ours, p99 in ms', p99('ours'), 0],
      ['stock NestJS, % within 250 ms', onTime('stockNest'), 2],
      ['stock NestJS, % done at all', done(live.stockNest), 2],
      [`ours, backlog of ${BACKLOG} in s`, seconds('ours'), 1],
      ['ours, % of the backlog done', done(backlog.ours), 2],
      ['stock NestJS, % of the backlog done', done(backlog.stockNest), 2],
      ['stock NestJS, within s', seconds('stockNest'), 1],
    ]),
    wrong,
  };
}

function numbersOf(live: readonly PoisonResult[], backlog: readonly PoisonResult[]): Numbers {
  const all = [...live, ...backlog];
  const sum = (what: 'outOfOrder' | 'healthyDeadLettered'): number => all.reduce((total, one) => total + one[what], 0);
  return {
    onTimeShare: rounded(spreadOf(live.map(({ punctuality }) => punctuality.onTime)).median, 4),
    outOfOrder: sum('outOfOrder'),
    healthyDeadLettered: sum('healthyDeadLettered'),
    p99Ms: spreadOf(live.map(({ punctuality }) => punctuality.p99)).median,
    backlogDoneShare: rounded(spreadOf(backlog.map(({ doneShare }) => doneShare)).median, 4),
    backlogSeconds: rounded(spreadOf(backlog.map(({ seconds }) => seconds)).median, 1),
  };
}
