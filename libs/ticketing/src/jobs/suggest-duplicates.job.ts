import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { UnitOfWork } from '#libs/bus';
import { Clock, Jobs, Loop } from '#libs/runtime';
import { DuplicateFinder } from '../actions/duplicates/duplicate-finder.js';
import { comparisonStages, suggestDuplicates, type Comparison } from '../actions/duplicates/suggest-duplicates.js';
import { Rulebook } from '../domain/rulebook.js';

const BETWEEN_LOOKS_MS = 5_000;
/** Tickets in one transaction. */
const AT_ONCE = 100;

/**
 * Compares new tickets with the open ones, some seconds after their opening. Not in the handler that opens them: load stages lock
 * all that they find, and cannot be bounded, so that a crowded place would hold up every event that comes from it.
 */
@Injectable()
export class SuggestDuplicatesJob implements BeforeApplicationShutdown {
  private readonly loop = new Loop('ticketing duplicates', () => this.look(), BETWEEN_LOOKS_MS);

  constructor(
    private readonly finder: DuplicateFinder,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly rulebook: Rulebook,
    jobs: Jobs,
  ) {
    jobs.add(() => this.loop.start());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** One look at what is due; resolves to the wall-clock milliseconds until the next. */
  async look(): Promise<number> {
    const now = this.clock.now();
    const due = await this.finder.due(now, AT_ONCE);
    if (due.length > 0) {
      const found: Comparison['found'][number][] = [];
      for (const traits of due) found.push({ ticketId: traits.id, candidates: await this.finder.candidatesOf(traits) });
      await this.unitOfWork.act({ found }, comparisonStages, (input, circumstances) =>
        suggestDuplicates(input, circumstances, this.rulebook),
      );
    }
    if (due.length === AT_ONCE) return 0;
    return Math.max(1_000, this.clock.millisecondsUntil(new Date(now.getTime() + BETWEEN_LOOKS_MS)));
  }
}
