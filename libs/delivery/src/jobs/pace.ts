/** Keeps to a number of requests per second: one second's worth may go at once, the rest follows evenly. Wall clock, in milliseconds. */
export class Pace {
  private allowance: number;
  private readonly burst: number;

  constructor(
    private readonly perSecond: number | undefined,
    private readAt: number,
  ) {
    this.burst = Math.max(1, perSecond ?? 0);
    this.allowance = this.burst;
  }

  /** How many may go now. */
  available(at: number): number {
    if (this.perSecond === undefined) return Number.POSITIVE_INFINITY;
    this.allowance = Math.min(this.burst, this.allowance + (Math.max(0, at - this.readAt) / 1_000) * this.perSecond);
    this.readAt = at;
    return Math.floor(this.allowance);
  }

  take(count: number): void {
    this.allowance -= count;
  }

  /** Milliseconds until one more may go. */
  pause(): number {
    if (this.perSecond === undefined || this.allowance >= 1) return 0;
    return Math.ceil(((1 - this.allowance) / this.perSecond) * 1_000);
  }
}
