import { Logger } from '@nestjs/common';
import { inTrace, startTrace } from './trace.js';

/**
 * Work that is asked for by the clock: runs, sleeps until it is due again or is woken, never overlaps itself, and stops by
 * finishing what it has in hand. An idle loop costs nothing.
 */
export class Loop {
  private readonly log: Logger;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private wokenWhileRunning = false;
  private stopped = true;

  /**
   * @param name for the log
   * @param run does what is due; resolves to the wall-clock milliseconds until it wants to run again
   * @param retryMilliseconds pause after a run that threw
   */
  constructor(
    name: string,
    private readonly run: () => Promise<number>,
    private readonly retryMilliseconds = 1_000,
  ) {
    this.log = new Logger(name);
  }

  start(): void {
    this.stopped = false;
    this.wake();
  }

  /** Run as soon as possible; called while it runs, once more afterwards. */
  wake(): void {
    if (this.stopped) return;
    if (this.running) {
      this.wokenWhileRunning = true;
      return;
    }
    clearTimeout(this.timer);
    // Work of its own, whoever woke it.
    this.running = inTrace(startTrace(), () => this.turn());
  }

  /** Resolves when the run in hand has ended; none follows. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private async turn(): Promise<void> {
    let pause: number;
    try {
      this.wokenWhileRunning = false;
      pause = await this.run();
    } catch (error) {
      this.log.error({ err: error }, 'the run failed and is tried again');
      pause = this.retryMilliseconds;
      this.wokenWhileRunning = false;
    }
    this.running = undefined;
    if (this.stopped) return;
    if (this.wokenWhileRunning) {
      this.wake();
      return;
    }
    // setTimeout takes at most 2^31 - 1; a longer sleep looks again after that.
    this.timer = setTimeout(() => this.wake(), Math.min(Math.max(pause, 0), 2_147_483_647));
    this.timer.unref();
  }
}
