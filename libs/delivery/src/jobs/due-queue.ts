import type { Clock } from '#libs/runtime';
import type { DueDeliveries, DueDelivery } from '../actions/due-deliveries.js';

/** Looks again after this time also when nobody said that there is more: another process may have kept a delivery. Wall clock. */
const LOOK_EVERY_MS = 1_000;
/** Read at once at most; more than can be sent at once, so that one query serves several steps. */
const READ_AHEAD = 64;

/** The deliveries of one platform that are due, the oldest first, read ahead. */
export class DueQueue {
  private ready: DueDelivery[] = [];
  private next: Date | undefined;
  /** False when all that was due has been taken. */
  private mayHaveMore = true;
  private lookedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly platform: string,
    private readonly deliveries: DueDeliveries,
    private readonly clock: Clock,
  ) {}

  /** When the next one is due that was not when it was last looked. */
  get nextAt(): Date | undefined {
    return this.next;
  }

  get length(): number {
    return this.ready.length;
  }

  /** @param inHand ids of deliveries whose attempt is under way or not written yet: they stand in the database as they were */
  async take(count: number, inHand: readonly string[]): Promise<DueDelivery[]> {
    if (this.ready.length === 0 && this.isWorthALook()) {
      this.mayHaveMore = false;
      this.lookedAt = performance.now();
      const found = await this.deliveries.find(this.platform, this.clock.now(), READ_AHEAD, inHand);
      this.ready = found.due;
      this.next = found.nextAt;
      if (found.due.length === READ_AHEAD) this.mayHaveMore = true;
    }
    return this.ready.splice(0, count);
  }

  /** Whether anything is due, without taking it. */
  async isAnythingDue(): Promise<boolean> {
    const { due, nextAt } = await this.deliveries.find(this.platform, this.clock.now(), 1, []);
    this.next = nextAt;
    return due.length > 0;
  }

  /** To be called when a delivery was kept, or has ended: the next look is at the database. */
  expectMore(): void {
    this.mayHaveMore = true;
  }

  /** What was read ahead may not be so any more. */
  forget(): void {
    this.ready = [];
    this.mayHaveMore = true;
  }

  private isWorthALook(): boolean {
    if (this.mayHaveMore || performance.now() - this.lookedAt >= LOOK_EVERY_MS) return true;
    return this.next !== undefined && this.next <= this.clock.now();
  }
}
