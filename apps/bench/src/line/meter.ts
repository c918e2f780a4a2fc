import { readFileSync } from 'node:fs';

/** What one contender says of one round. */
export interface Measured {
  readonly perSecond: number;
  /** Events that it has finished, those after the last that was measured included. */
  readonly handled: number;
  readonly rssMb: number;
  /** Processor time of the process for an event, in µs: what a busy machine does not change much. */
  readonly cpuMicros: number;
}

/** From the first event that is taken up to the last whose position is committed; warming up is part of it. */
export class Meter {
  private first: number | undefined;
  private cpuBefore = process.cpuUsage();
  private count = 0;
  private turns = 0;
  private measured: { seconds: number; count: number; cpu: number } | undefined;
  private finish: () => void = () => undefined;
  /** Resolves when so many are finished. */
  readonly done: Promise<void>;

  constructor(private readonly wanted: number) {
    this.done = new Promise((resolve) => (this.finish = resolve));
  }

  taken(): void {
    if (this.first !== undefined) return;
    this.first = performance.now();
    this.cpuBefore = process.cpuUsage();
  }

  /** To be written into the ticket's row when it is decided: which one it was in this process. */
  turn(): number {
    return ++this.turns;
  }

  finished(count: number): void {
    this.count += count;
    if (this.count < this.wanted || this.measured) return;
    const { user, system } = process.cpuUsage(this.cpuBefore);
    const seconds = (performance.now() - (this.first ?? 0)) / 1_000;
    this.measured = { seconds, count: this.count, cpu: user + system };
    this.finish();
  }

  result(): Measured {
    const { seconds, count, cpu } = this.measured ?? { seconds: Infinity, count: 0, cpu: 0 };
    return { perSecond: count / seconds, handled: this.count, rssMb: peakRssMb(), cpuMicros: cpu / count };
  }
}

function peakRssMb(): number {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1_024);
  } catch {
    // No /proc here.
    return Math.round(process.resourceUsage().maxRSS / 1_024);
  }
}
