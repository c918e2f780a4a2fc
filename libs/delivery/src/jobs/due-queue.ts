import type { Clock } from '#libs/runtime';
import type { DueDeliveries, DueDelivery } from '../actions/due-deliveries.js';

/** Read at once at most; more than can be sent at once, so that one query serves several steps. */
const READ_AHEAD = 64;

/** The deliveries of one platform that are due, the oldest first, read ahead. */
export class DueQueue {
  private ready: DueDelivery[] = [];
  private next: Date | undefined;

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
    if (this.ready.length === 0) {
      const found = await this.deliveries.find(this.platform, this.clock.now(), READ_AHEAD, inHand);
      this.ready = found.due;
      this.next = found.nextAt;
    }
    return this.ready.splice(0, count);
  }

  /** Whether anything is due, without taking it. */
  async isAnythingDue(): Promise<boolean> {
    const { due, nextAt } = await this.deliveries.find(this.platform, this.clock.now(), 1, []);
    this.next = nextAt;
    return due.length > 0;
  }

  forget(): void {
    this.ready = [];
  }
}
