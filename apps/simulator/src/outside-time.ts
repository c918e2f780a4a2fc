import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The outside world's time: agencies work `scale` times as fast as by the wall clock, and stop when it is closed. Their clocks,
 * which write the times of messages, run `clockScale` times as fast as ours.
 */
export class OutsideTime {
  private readonly start = Date.now();
  private readonly closing = new AbortController();
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    readonly scale: number,
    private readonly clockScale = scale,
  ) {}

  now(): Date {
    return new Date(this.start + (Date.now() - this.start) * this.clockScale);
  }

  /** Aborted when the simulator closes. */
  get signal(): AbortSignal {
    return this.closing.signal;
  }

  /** Things under way: running or waiting for their hour. */
  get pending(): number {
    return this.underWay.size;
  }

  /** Resolves after that much outside time. Rejects with an AbortError when the simulator closes. */
  async pass(milliseconds: number): Promise<void> {
    await sleep(milliseconds / this.scale, undefined, { signal: this.signal });
  }

  /** Real time: for what the network does, not the agencies. */
  async passReal(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.signal });
  }

  /** Lets something go on in the background until its end or the end of the simulator. `failed` hears any other error. */
  run(work: () => Promise<void>, failed: (error: Error) => void): void {
    const turn = work()
      .catch((error: Error) => {
        if (!this.signal.aborted) failed(error);
      })
      .finally(() => this.underWay.delete(turn));
    this.underWay.add(turn);
  }

  /** Nothing waits any longer; resolves when all that was under way has ended. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.underWay);
  }
}

/** `yyyy-MM-dd HH:mm:ss` on a clock in Shanghai, without zone, as most platforms of the field write times. */
export function shanghaiTime(time: Date): string {
  return new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}
