import type { Finding, Wrong } from './check/finding.js';
import type { Evidence } from './evidence/evidence.js';

/** What a run came to. The first ten are the ones that are compared from run to run. */
export interface FaultsResult {
  /** Events that were answered 202, or left for the pull; those that mend the poison, too. */
  readonly accepted: number;
  readonly tickets: number;
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  /** That are left at the end. */
  readonly deadLetters: number;
  readonly replayed: number;
  readonly kills: number;
  readonly cuts: number;
  /** Of all breaks: the longest until the whole line worked again. */
  readonly maxRecoveryS: number;
  readonly invented: number;
  /** Messages in the log, and how many of them were poison. */
  readonly messages: number;
  readonly poison: number;
  readonly deliveries: number;
  /** Messages that wait for their next try, or behind one that does. */
  readonly parked: number;
  /** Deliveries that wait behind a platform that failed. */
  readonly waiting: number;
  readonly settled: boolean;
  readonly seed: number;
  readonly seconds: number;
}

/** What the run did, beside what came of it. */
export type Deeds = Pick<FaultsResult, 'kills' | 'cuts' | 'maxRecoveryS' | 'waiting' | 'settled' | 'seed' | 'seconds'>;

export function resultOf(evidence: Evidence, findings: readonly Finding[], deeds: Deeds): FaultsResult {
  const count = (wrong: Wrong) => findings.filter((finding) => finding.wrong === wrong).length;
  const { books, tickets, deadLetters, log, deliveries, parked, mended } = evidence;
  const events = [...books.sendings.filter(({ kind }) => kind === 'event'), ...(mended?.events ?? [])];
  const accepted = events.filter(({ outcome }) => outcome === 'accepted' || outcome === 'left').length;
  return {
    accepted,
    tickets: tickets.length,
    lost: count('lost'),
    doubled: count('doubled'),
    outOfOrder: count('outOfOrder'),
    deadLetters: deadLetters.length,
    replayed: mended?.replayed.length ?? 0,
    kills: deeds.kills,
    cuts: deeds.cuts,
    maxRecoveryS: deeds.maxRecoveryS,
    invented: count('invented'),
    messages: log.length,
    poison: log.filter(({ poison }) => poison !== undefined).length,
    deliveries: deliveries.length,
    parked: parked.filter(({ dead }) => !dead).length,
    waiting: deeds.waiting,
    settled: deeds.settled,
    seed: deeds.seed,
    seconds: deeds.seconds,
  };
}

export function tableOf(result: FaultsResult): string {
  const width = Math.max(...Object.keys(result).map(({ length }) => length));
  return Object.entries(result)
    .map(([name, value]) => `  ${name.padEnd(width)}  ${String(value).padStart(8)}`)
    .join('\n');
}
