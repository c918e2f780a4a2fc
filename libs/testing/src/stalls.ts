import { readFileSync } from 'node:fs';

const LOOK_EVERY = 100;
/** More of the time than that, something waits for a processor only where others are at work beside us. */
const BUSY = 0.3;

/** How long by now something on this machine has waited for a processor, in all; 0 where the kernel does not tell. Milliseconds. */
export function stalledSoFar(): number {
  try {
    const [, total = '0'] = /^some .*total=(\d+)$/m.exec(readFileSync('/proc/pressure/cpu', 'utf8')) ?? [];
    return Number(total) / 1_000;
  } catch {
    return 0;
  }
}

/** Whether the machine is not ours alone. @param pressure the part of the time in which something waits for a processor */
export function isBusy(pressure: number): boolean {
  return pressure > BUSY;
}

/** What the machine lets wait along the wall clock, for times that others have written down. */
export class Stalls {
  private readonly seen = [{ at: Date.now(), stalled: stalledSoFar() }];
  private readonly looking = setInterval(() => this.look(), LOOK_EVERY);

  stop(): void {
    clearInterval(this.looking);
    this.look();
  }

  /** Part of the time in which something waited for a processor. */
  get pressure(): number {
    const [first, last] = [this.seen.at(0), this.seen.at(-1)];
    if (!first || !last || last.at === first.at) return 0;
    return (last.stalled - first.stalled) / (last.at - first.at);
  }

  /** How much of that time is not our doing: nothing of it on a machine that is ours alone. */
  excused(from: number, to: number): number {
    return isBusy(this.pressure) ? Math.min(to - from, this.by(to) - this.by(from)) : 0;
  }

  private by(time: number): number {
    return (this.seen.findLast(({ at }) => at <= time) ?? this.seen[0])?.stalled ?? 0;
  }

  private look(): void {
    this.seen.push({ at: Date.now(), stalled: stalledSoFar() });
  }
}
