import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import { UnitOfWork } from '#libs/bus';
import { Clock, Jobs, Loop } from '#libs/runtime';
import { correlateWaiting, leftoverStages } from '../actions/correlate-waiting.js';
import { Rulebook } from '../domain/rulebook.js';
import { Reference } from '../persistence/reference.entity.js';

const MINUTE = 60_000;
/** Callbacks overtake by moments; one that waits this long has something wrong with its number. */
const PATIENCE = 30 * MINUTE;
const AT_ONCE = 200;

/** Every minute: callbacks that wait for their ticket. Applies those whose ticket has come, shows the desk those that waited too long. */
@Injectable()
export class CorrelateLeftoversJob implements BeforeApplicationShutdown {
  private readonly loop = new Loop('ticketing leftovers', () => this.look(), MINUTE);

  constructor(
    private readonly dataSource: DataSource,
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

  /** One look; resolves to the wall-clock milliseconds until the next. */
  async look(): Promise<number> {
    const now = this.clock.now().getTime();
    const rows = await this.dataSource.getRepository(Reference).find({
      where: { waitingSince: LessThan(new Date(now - MINUTE)) },
      order: { waitingSince: 'ASC', id: 'ASC' },
      take: AT_ONCE,
    });
    const giveUpBefore = new Date(now - PATIENCE);
    for (const { id } of rows) {
      await this.unitOfWork.act({ id, giveUpBefore }, leftoverStages, (input, circumstances) =>
        correlateWaiting(input, circumstances, this.rulebook),
      );
    }
    return Math.max(1_000, this.clock.millisecondsUntil(new Date(now + MINUTE)));
  }
}
