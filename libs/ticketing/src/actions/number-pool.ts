import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/bus';
import { Clock } from '#libs/runtime';
import { insert, loadStage, update } from '#libs/store';
import { Rulebook } from '../domain/rulebook.js';
import { shanghaiDay } from '../domain/shanghai-day.js';
import { NumberBlock } from '../persistence/number-block.entity.js';

/** Numbers fetched at once: a restart leaves a gap of at most this many. */
const BLOCK = 500;
/** Tickets whose number is remembered, far more than one batch holds. */
const REMEMBERED = 10_000;

interface Range {
  next: number;
  /** The first number that is not ours. */
  end: number;
}

/**
 * Numbers that people read (`371402-20261125-000123`), fetched in blocks outside of the transactions that use them, so that
 * no two tickets wait for each other. Gaps are allowed, doubles are not.
 */
@Injectable()
export class NumberPool {
  /** By prefix (`371402-20261125`), in the order in which they were fetched. */
  private readonly ranges = new Map<string, Range[]>();
  private readonly given = new Map<string, string>();
  private fetching: Promise<void> = Promise.resolve();
  /** Numbers that batches under way may still take. */
  private promised = 0;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly rulebook: Rulebook,
  ) {}

  /** Sets `count` numbers of today aside for one batch; resolves to the function that ends the promise. */
  async reserve(count: number): Promise<() => void> {
    this.promised += count;
    const release = (): void => {
      this.promised -= count;
    };
    try {
      this.fetching = this.fetching.catch(() => undefined).then(() => this.fetchIfShort());
      await this.fetching;
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  /**
   * A number for that ticket, with the Shanghai day of `now`; of an earlier day when midnight has passed since `reserve`. The
   * same ticket gets the same number again, so that a decision may be made twice.
   */
  take(ticketId: string, now: Date): string {
    const known = this.given.get(ticketId);
    if (known !== undefined) return known;
    const prefixes = [...this.ranges.keys()].toReversed();
    const prefix = [this.prefixOf(now), ...prefixes].find((candidate) => this.left(candidate) > 0);
    if (prefix === undefined) throw new Error('No ticket numbers are at hand: reserve() comes before a batch.');
    const range = this.ranges.get(prefix)!.find(({ next, end }) => next < end)!;
    const number = `${prefix}-${String(range.next++).padStart(6, '0')}`;
    this.given.set(ticketId, number);
    if (this.given.size > REMEMBERED) this.given.delete(this.given.keys().next().value!);
    return number;
  }

  private async fetchIfShort(): Promise<void> {
    const prefix = this.prefixOf(this.clock.now());
    const missing = this.promised - this.left(prefix);
    if (missing <= 0) return;
    const size = Math.max(missing, BLOCK);
    const first = await this.fetch(prefix, size);
    for (const old of this.ranges.keys()) if (old !== prefix) this.ranges.delete(old);
    const rest = (this.ranges.get(prefix) ?? []).filter(({ next, end }) => next < end);
    this.ranges.set(prefix, [...rest, { next: first, end: first + size }]);
  }

  private async fetch(prefix: string, size: number): Promise<number> {
    const stages = [loadStage<string, NumberBlock>(NumberBlock, 'id', (id) => [id])];
    const { first } = await this.unitOfWork.act(prefix, stages, (id, { view }) => {
      const block = view.get(NumberBlock, id);
      const next = block?.nextNumber ?? 1;
      const change = block
        ? update(NumberBlock, block, { nextNumber: next + size })
        : insert(NumberBlock, { id, version: 1, nextNumber: next + size });
      return { changes: [change], first: next };
    });
    return first;
  }

  private left(prefix: string): number {
    return (this.ranges.get(prefix) ?? []).reduce((sum, { next, end }) => sum + end - next, 0);
  }

  private prefixOf(time: Date): string {
    return `${this.rulebook.agencies.countyCode}-${shanghaiDay(time).replaceAll('-', '')}`;
  }
}
