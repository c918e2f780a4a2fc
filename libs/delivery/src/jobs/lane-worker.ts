import { setImmediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Loop } from '#libs/runtime';
import type { Channel, Platform } from '#libs/platforms';
import { endOfInterrupted } from '../actions/end-of-interrupted.js';
import type { EndedAttempt, LaneStep } from '../actions/lane-step.js';
import { LeaseLost } from '../actions/lease-lost.js';
import type { Prepared, PreparedAttempt } from '../actions/prepare-attempts.js';
import { afterAttempt, CLOSED, isFailure, passage, type Breaker } from '../domain/breaker.js';
import { DueQueue } from './due-queue.js';
import type { LaneLease } from './lane-lease.js';
import type { LaneTools } from './lane-tools.js';
import { Pace } from './pace.js';

/** A lane looks at the database this often when nobody wakes it: another process may have kept a delivery. Wall clock. */
const IDLE_MS = 1_000;
const DEFAULT_CONCURRENCY = 8;
/** Under load, ends that come within this time of one another are written together. */
const GATHER_MS = 2;
const NOTHING: Prepared = { attempts: [], holes: [] };

/**
 * Works the deliveries to one platform. A step writes, in one transaction, what ended since the last step and what begins
 * now; requests run beside the steps. All that counts stands in the database: a worker that dies is replaced.
 */
export class LaneWorker {
  private readonly log = new Logger(LaneWorker.name);
  private readonly loop: Loop;
  private readonly pace: Pace;
  private readonly queue: DueQueue;
  private readonly concurrency: number;
  private readonly underWay = new Map<string, Promise<void>>();
  /** Ends that are not written yet. */
  private ended: EndedAttempt[] = [];
  private breaker: Breaker = CLOSED;
  /** Raised when another worker has taken the lane: what was begun before is no longer ours to write. */
  private displacements = 0;
  private gatheringSince: number | undefined;
  private stopping = false;

  constructor(
    private readonly platform: Platform,
    private readonly channel: Channel,
    private readonly lease: LaneLease,
    private readonly tools: LaneTools,
  ) {
    const { code, outbound } = platform.settings;
    this.concurrency = outbound?.concurrency ?? DEFAULT_CONCURRENCY;
    this.pace = new Pace(outbound?.ratePerSecond, Date.now());
    this.queue = new DueQueue(code, tools.deliveries, tools.clock);
    this.loop = new Loop(`delivery to ${code}`, () => this.run());
  }

  /** The platform's. */
  get code(): string {
    return this.lease.platform;
  }

  start(): void {
    this.loop.start();
  }

  /** Something may be due that was not when it was last looked. */
  wake(): void {
    this.queue.expectMore();
    this.loop.wake();
  }

  /** Begins nothing more, waits for what is under way (at most `patienceMs`), records it and gives the lane back. */
  async stop(patienceMs: number): Promise<void> {
    this.stopping = true;
    await this.loop.stop();
    const patience = new Promise((resolve) => setTimeout(resolve, patienceMs).unref());
    await Promise.race([Promise.all(this.underWay.values()), patience]);
    if (this.lease.held === undefined) return;
    try {
      await this.step();
      // Else the next owner finds what was begun and did not end, when the lease has run out.
      if (this.underWay.size === 0) await this.lease.giveBack();
    } catch (error) {
      this.log.warn({ err: error, platform: this.lease.platform }, 'the lane was not given back');
    }
  }

  private async run(): Promise<number> {
    while (!this.stopping) {
      try {
        if (this.lease.held === undefined && !(await this.takeOver())) return this.pauseWithoutLane();
        if (this.isGathering()) return GATHER_MS;
        if (!(await this.step())) return this.pause();
        await setImmediate();
      } catch (error) {
        // Whether the step was written is not known: what stands in the database is looked at anew.
        this.lease.drop();
        this.queue.forget();
        if (!(error instanceof LeaseLost)) throw error;
        this.ended = [];
        this.displacements++;
        this.log.log({ platform: this.lease.platform }, 'another worker has taken the lane');
      }
    }
    return IDLE_MS;
  }

  /** Takes the lane when there is something to do and nobody else has it; ends what was begun and lost. */
  private async takeOver(): Promise<boolean> {
    const lane = await this.lease.look();
    if (lane === 'taken') return false;
    if (!(await this.queue.isAnythingDue()) && lane === 'free') return false;
    const breaker = await this.lease.take();
    if (!breaker) return false;
    this.queue.forget();
    this.breaker = breaker;
    const inHand = new Set(this.inHand());
    const begun = await this.tools.deliveries.started(this.lease.platform);
    const lost = begun.filter(({ id }) => !inHand.has(id));
    const now = this.tools.clock.now();
    this.ended.push(...lost.map((row) => endOfInterrupted(row, now, Math.random())));
    if (lost.length > 0) {
      this.log.warn({ platform: this.lease.platform, count: lost.length }, 'attempts had been interrupted');
    }
    return true;
  }

  /**
   * Whether a step would be too small for its transaction: most places are taken, so more ends are about to come. A lane
   * with little to do never waits.
   */
  private isGathering(): boolean {
    const free = this.concurrency - this.underWay.size;
    const isSmall = this.ended.length + free > 0 && free < this.concurrency / 2 && this.breaker.state === 'closed';
    const now = performance.now();
    if (isSmall) this.gatheringSince ??= now;
    if (isSmall && now - (this.gatheringSince as number) < GATHER_MS) return true;
    this.gatheringSince = undefined;
    return false;
  }

  /** One step; false when nothing moved. */
  private async step(): Promise<boolean> {
    const prepared = await this.toBegin();
    const ended = [...this.ended];
    const started = await this.write(ended, prepared);
    for (const attempt of prepared.attempts) {
      if (attempt.kind === 'look-up' || started.has(attempt.row.id)) this.send(attempt);
    }
    return ended.length > 0 || prepared.attempts.length > 0 || prepared.holes.length > 0 || this.ended.length > 0;
  }

  /** The ids that may be sent now. */
  private async write(ended: EndedAttempt[], { attempts, holes }: Prepared): Promise<ReadonlySet<string>> {
    const sends = attempts.filter(({ kind }) => kind === 'send');
    const trial = attempts.length > 0 && this.breaker.state !== 'closed';
    const leasedUntil = this.lease.toProlong();
    const isKept = leasedUntil === undefined || this.underWay.size === 0;
    if (ended.length + holes.length + sends.length === 0 && !trial && isKept) return new Set();
    await this.bringForwardAfterOutage(ended);
    const starts = sends.map(({ row }) => ({ deliveryId: row.id, number: row.attempts + 1 }));
    const taken = await this.tools.book.advance(this.laneStep({ ended, holes, starts, trial, leasedUntil }));
    // What waited behind those that ended may be due now, and they themselves are due again later.
    if (ended.length + holes.length > 0) this.queue.expectMore();
    this.lease.prolonged(leasedUntil);
    // What ended while this was written stands behind it.
    this.ended = this.ended.slice(ended.length);
    this.breaker = taken.breaker;
    return taken.started;
  }

  private laneStep(moves: Pick<LaneStep, 'ended' | 'holes' | 'starts' | 'trial' | 'leasedUntil'>): LaneStep {
    const { settings, translator } = this.platform;
    const canLookUp = translator.lookUp !== undefined;
    return {
      ...moves,
      platform: settings.code,
      owner: this.lease.owner,
      token: this.lease.held as number,
      capabilities: { canLookUp, idempotent: settings.outbound?.idempotent ?? false },
    };
  }

  /** Before the success that closes the breaker is written: were the process to die between, it would happen again. */
  private async bringForwardAfterOutage(ended: readonly EndedAttempt[]): Promise<void> {
    if (this.breaker.state === 'closed' || !ended.some(({ outcome }) => !isFailure(outcome.kind))) return;
    await this.tools.deliveries.bringForward(this.lease.platform, this.tools.clock.now());
    this.queue.forget();
  }

  private async toBegin(): Promise<Prepared> {
    const free = Math.min(this.places(), this.pace.available(Date.now()));
    if (this.stopping || free < 1) return NOTHING;
    const batch = await this.queue.take(free, this.inHand());
    return batch.length === 0 ? NOTHING : this.tools.prepareAttempts.prepare(this.platform, batch);
  }

  /** How many requests may be begun, as far as concurrency and breaker go. */
  private places(): number {
    const passing = passage(this.breakerWithUnwritten(), this.tools.clock.now());
    if (passing === 'none') return 0;
    if (passing === 'one') return this.inHand().length > 0 ? 0 : 1;
    return Math.max(0, this.concurrency - this.underWay.size);
  }

  /** A closed breaker as the ends that are not written yet will leave it: the step that opens it begins nothing more. */
  private breakerWithUnwritten(): Breaker {
    if (this.breaker.state !== 'closed') return this.breaker;
    const now = this.tools.clock.now();
    return this.ended
      .filter(({ tellsHealth }) => tellsHealth)
      .reduce((breaker, { outcome }) => afterAttempt(breaker, outcome.kind, now), this.breaker);
  }

  private inHand(): string[] {
    return [...this.underWay.keys(), ...this.ended.map(({ deliveryId }) => deliveryId)];
  }

  private send(attempt: PreparedAttempt): void {
    const { displacements } = this;
    this.pace.take(1);
    const made = this.tools.makeAttempt.make(this.platform, this.channel, attempt).then((ended) => {
      this.underWay.delete(attempt.row.id);
      if (this.displacements === displacements) this.ended.push(ended);
      this.loop.wake();
    });
    this.underWay.set(attempt.row.id, made);
  }

  /** Wall-clock milliseconds until there is something to do, unless somebody wakes the lane before. */
  private pause(): number {
    const { clock } = this.tools;
    const waits = [IDLE_MS];
    if (this.underWay.size > 0) waits.push(this.lease.prolongIn);
    const { openUntil } = this.breaker;
    if (openUntil && openUntil > clock.now()) waits.push(clock.millisecondsUntil(openUntil));
    if (this.places() > 0) {
      if (this.pace.available(Date.now()) < 1) waits.push(this.pace.pause());
      else if (this.queue.nextAt) waits.push(clock.millisecondsUntil(this.queue.nextAt));
    }
    return Math.min(...waits);
  }

  private pauseWithoutLane(): number {
    const { nextAt } = this.queue;
    return nextAt ? Math.min(IDLE_MS, this.tools.clock.millisecondsUntil(nextAt)) : IDLE_MS;
  }
}
