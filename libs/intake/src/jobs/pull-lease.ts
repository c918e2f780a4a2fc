import type { Cursors } from '../actions/cursors.js';

/** After this long without a sign of life a process that pulls is taken for dead. Wall clock. */
const LEASE_MILLISECONDS = 10_000;

/** This process's hold on one platform that is pulled: all loops of its plans share it. Runs on the wall clock. */
export class PullLease {
  private until = 0;

  constructor(
    private readonly platform: string,
    private readonly plans: readonly string[],
    private readonly cursors: Cursors,
  ) {}

  /**
   * Takes or prolongs it, to last through the next `milliseconds` of work or sleep. Resolves to 0 when this process has it, else
   * to the milliseconds until it is worth asking again.
   */
  async hold(milliseconds: number): Promise<number> {
    // Never shorter than what another plan's loop has asked for.
    const until = Math.max(this.until, Date.now() + milliseconds + LEASE_MILLISECONDS);
    if (await this.cursors.take(this.platform, this.plans, new Date(until))) {
      this.until = until;
      return 0;
    }
    this.until = 0;
    const end = await this.cursors.takenUntil(this.platform);
    return Math.max(1, (end?.getTime() ?? 0) - Date.now());
  }

  async giveBack(): Promise<void> {
    if (this.until === 0) return;
    this.until = 0;
    await this.cursors.giveBack(this.platform);
  }
}
