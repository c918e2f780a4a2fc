import { setImmediate } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { AfterBatch, UnitOfWork } from '#libs/bus';
import { Clock, Jobs, Loop, Problem } from '#libs/runtime';
import { DueDeadlines } from '../actions/deadlines/due-deadlines.js';
import { dueStages, fireDue } from '../actions/deadlines/fire-due.js';
import { recompute, recomputeStages } from '../actions/deadlines/recompute.js';
import { Rulebook } from '../domain/rulebook.js';
import { TICKETING_GROUP } from '../ticketing-group.js';

const AT_ONCE = 250;
/** Wall clock: another process, or a person, may have begun a deadline that is due before those known here. */
const LOOK_AGAIN_MS = 5_000;
/** Wall clock: however often it is woken, it looks no more often than this. */
const AT_MOST_EVERY_MS = 1_000;
/** Wall clock: a ticket whose step cannot be taken is left alone for so long, and all others go on. */
const LEAVE_ALONE_MS = 5 * 60_000;
const MOST_LEFT_ALONE = 500;

const FIRE = { stages: dueStages, decide: fireDue };
const RECOMPUTE = { stages: recomputeStages, decide: recompute };
type Work = typeof FIRE;

/**
 * Fires what is due, the oldest first, and sleeps until the next is. Several processes may run it: each step is taken once, in
 * the transaction that moves the deadline on. At the start, deadlines that waited for the days off of a year are reckoned anew,
 * and what is late already is held against the ladder as it is now.
 */
@Injectable()
export class FireDeadlinesJob implements BeforeApplicationShutdown {
  private readonly log = new Logger(FireDeadlinesJob.name);
  private readonly loop = new Loop('ticketing deadlines', () => this.run());
  private readonly leftAlone = new Map<string, number>();
  private lookedAt = Number.NEGATIVE_INFINITY;
  private recomputed = false;
  private climbed = false;
  private stopping = false;

  constructor(
    private readonly due: DueDeadlines,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly rulebook: Rulebook,
    afterBatch: AfterBatch,
    jobs: Jobs,
  ) {
    afterBatch.add(TICKETING_GROUP, () => this.loop.wake());
    jobs.add(() => this.loop.start());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.loop.stop();
  }

  /** Takes every step that is due by now. */
  async look(): Promise<void> {
    if (!this.recomputed) await this.recomputeKnown();
    if (!this.climbed) await this.climbKnown();
    for (;;) {
      const ticketIds = await this.due.ticketsDue(this.clock.now(), AT_ONCE, this.toLeaveAlone());
      if (ticketIds.length === 0 || this.stopping) return;
      await this.work(FIRE, ticketIds);
      await setImmediate();
    }
  }

  private async run(): Promise<number> {
    const since = performance.now() - this.lookedAt;
    if (since < AT_MOST_EVERY_MS) return AT_MOST_EVERY_MS - since;
    await this.look();
    this.lookedAt = performance.now();
    const next = await this.due.nextAt();
    return Math.min(LOOK_AGAIN_MS, next ? this.clock.millisecondsUntil(next) + 1 : LOOK_AGAIN_MS);
  }

  private async recomputeKnown(): Promise<void> {
    const { years } = this.rulebook.times.calendar;
    for (let before = ''; ;) {
      const ticketIds = await this.due.ticketsWaitingFor(years, AT_ONCE);
      // The same again: what cannot be reckoned anew is on record, and not tried for ever.
      if (ticketIds.length === 0 || ticketIds.join() === before || this.stopping) break;
      before = ticketIds.join();
      await this.work(RECOMPUTE, ticketIds);
    }
    this.recomputed = true;
  }

  /** The ladder may be another one than when these were last looked at: it holds for what is late already too. */
  private async climbKnown(): Promise<void> {
    const ticketIds = await this.due.ticketsLate();
    for (let from = 0; from < ticketIds.length && !this.stopping; from += AT_ONCE)
      await this.work(FIRE, ticketIds.slice(from, from + AT_ONCE));
    this.climbed = true;
  }

  /** All of them in one transaction; when one of them spoils it, in halves, until that one stands alone. */
  private async work(work: Work, ticketIds: readonly string[]): Promise<void> {
    try {
      await this.unitOfWork.act({ ticketIds }, work.stages, (input, circumstances) =>
        work.decide(input, circumstances, this.rulebook),
      );
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (ticketIds.length === 1) {
        const ticketId = ticketIds[0]!;
        this.log.error(
          { err: error, ticketId },
          'a deadline of this ticket could not be worked; it is tried again later',
        );
        this.leftAlone.set(ticketId, performance.now() + LEAVE_ALONE_MS);
        return;
      }
      const half = Math.ceil(ticketIds.length / 2);
      await this.work(work, ticketIds.slice(0, half));
      await this.work(work, ticketIds.slice(half));
    }
  }

  private toLeaveAlone(): string[] {
    for (const [ticketId, until] of this.leftAlone) if (until < performance.now()) this.leftAlone.delete(ticketId);
    return [...this.leftAlone.keys()].slice(0, MOST_LEFT_ALONE);
  }
}
