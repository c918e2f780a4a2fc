import type { LaneBook } from '../actions/lane-book.js';
import type { Breaker } from '../domain/breaker.js';

/** A worker's hold on the lane of one platform. Leases run on the wall clock. */
export class LaneLease {
  private token: number | undefined;
  private until = 0;

  constructor(
    readonly platform: string,
    readonly owner: string,
    private readonly leaseMs: number,
    private readonly book: LaneBook,
  ) {}

  /** The token under which this worker has the lane; undefined when it has not. */
  get held(): number | undefined {
    return this.token;
  }

  /** Milliseconds until it should be prolonged: a third of it is over then. */
  get prolongIn(): number {
    return Math.max(0, this.until - (this.leaseMs * 2) / 3 - Date.now());
  }

  /** The new end, when it is time to prolong it. */
  toProlong(): Date | undefined {
    return this.prolongIn === 0 ? new Date(Date.now() + this.leaseMs) : undefined;
  }

  prolonged(until: Date | undefined): void {
    if (until) this.until = until.getTime();
  }

  look(): Promise<'free' | 'left' | 'taken'> {
    return this.book.look(this.platform, this.owner);
  }

  /** The breaker as the last owner left it, or undefined when another worker has the lane. */
  async take(): Promise<Breaker | undefined> {
    const wallNow = new Date();
    const leasedUntil = new Date(wallNow.getTime() + this.leaseMs);
    const { lane } = await this.book.take({ platform: this.platform, owner: this.owner, wallNow, leasedUntil });
    if (!lane) return undefined;
    this.token = lane.token;
    this.until = leasedUntil.getTime();
    return lane.breaker;
  }

  /** Somebody else has it, or it is no longer known what stands in the database. */
  drop(): void {
    this.token = undefined;
  }

  async giveBack(): Promise<void> {
    const { token } = this;
    if (token === undefined) return;
    this.token = undefined;
    await this.book.giveBack({ platform: this.platform, owner: this.owner, token });
  }
}
