import { isBusy, stalledSoFar } from './stalls.js';

/** What is wanted within this time is on time. */
const ON_TIME = 250;

/** A moment, and how long by then something on this machine had waited for a processor, in all; both in milliseconds. */
interface Moment {
  readonly at: number;
  readonly stalled: number;
}

/** How long what was begun took. Parts are of all that were asked about. */
export interface Punctuality {
  readonly count: number;
  /** Ended at all, and within 250 ms. */
  readonly ended: number;
  readonly onTime: number;
  /** As `onTime`, but for the time in which something waited for a processor: what a machine that had enough of them would do. */
  readonly excused: number;
  /** Part of the whole time in which something waited for a processor. */
  readonly pressure: number;
  /** Milliseconds; of those that ended. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Measures how long each of many things takes. Beside it stands what the machine lets wait, as the kernel tells it: where others
 * are at work, that is not our delay. Where the kernel does not tell, nothing is excused.
 */
export class Stopwatch {
  private readonly begun = new Map<string, Moment>();
  private readonly ended = new Map<string, Moment>();

  begin(id: string): void {
    this.begun.set(id, now());
  }

  /** The first end counts. */
  end(id: string): void {
    if (!this.ended.has(id)) this.ended.set(id, now());
  }

  hasEnded(id: string): boolean {
    return this.ended.has(id);
  }

  measured(ids: Iterable<string>): Punctuality {
    const all = [...ids];
    const waits = all.flatMap((id) => {
      const [from, to] = [this.begun.get(id), this.ended.get(id)];
      return from && to ? [{ whole: to.at - from.at, stalled: to.stalled - from.stalled }] : [];
    });
    const sorted = waits.map(({ whole }) => whole).toSorted((a, b) => a - b);
    const at = (part: number): number => Math.round(sorted[Math.floor(sorted.length * part)] ?? Number.NaN);
    const share = (some: readonly unknown[]): number => some.length / all.length;
    const [first, last] = [this.begun.values().next().value, [...this.ended.values()].at(-1)];
    return {
      count: all.length,
      ended: share(waits),
      onTime: share(waits.filter(({ whole }) => whole <= ON_TIME)),
      excused: share(waits.filter(({ whole, stalled }) => whole - stalled <= ON_TIME)),
      pressure: first && last ? (last.stalled - first.stalled) / (last.at - first.at) : 0,
      p50: at(0.5),
      p99: at(0.99),
    };
  }
}

/** The part that is on time: on a machine that is ours, as it is; on one that others use too, what is not their doing. */
export function onTime({ onTime: asItIs, excused, pressure }: Punctuality): number {
  return isBusy(pressure) ? excused : asItIs;
}

/** For the log of a suite. */
export function inWords({ count, ended, onTime: asItIs, excused, pressure, p50, p99 }: Punctuality): string {
  const [done, punctual, fair, stalled] = [ended, asItIs, excused, pressure].map(
    (part) => `${(part * 100).toFixed(2)} %`,
  );
  return `of ${count} done ${done}, within ${ON_TIME} ms ${punctual} (${fair} where waiting for a processor is not counted; something waited for one ${stalled} of the time), p50 ${p50} ms, p99 ${p99} ms`;
}

function now(): Moment {
  return { at: performance.now(), stalled: stalledSoFar() };
}
