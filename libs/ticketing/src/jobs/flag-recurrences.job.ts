import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { UnitOfWork } from '#libs/bus';
import { Clock, Jobs, Loop } from '#libs/runtime';
import { writeTime } from '#libs/store';
import { flagRecurrence, recurrenceStages, type Recurrence } from '../actions/flag-recurrence.js';
import { Rulebook } from '../domain/rulebook.js';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const AT_ONCE = 200;
/** How far back new tickets are looked at: longer than anybody leaves the service off. */
const LOOK_BACK_MS = 3 * DAY_MS;

// Of what has ended, all but the void is closed. Asked for as `= 'closed'`, SQLite would begin with all closed tickets there are.
const PAIRS = `SELECT earlier.id AS earlier, MIN(later.id) AS later FROM ticketing_ticket later
  JOIN ticketing_ticket earlier ON earlier.spot_key = later.spot_key AND earlier.closed_at > ? AND earlier.closed_at < later.opened_at
  WHERE later.opened_at > ? AND later.spot_key IS NOT NULL AND later.state <> 'void'
  AND earlier.state <> 'void' AND earlier.recurred_at IS NULL
  GROUP BY earlier.id ORDER BY earlier.id LIMIT ${AT_ONCE}`;

/** Every minute: new tickets of an item at a place where one was closed not long ago. Flags the earlier closings. */
@Injectable()
export class FlagRecurrencesJob implements BeforeApplicationShutdown {
  private readonly loop = new Loop('ticketing recurrences', () => this.look(), MINUTE_MS);

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
    const opened = now - LOOK_BACK_MS;
    const closed = opened - this.rulebook.gates.rules.recurrence.days * DAY_MS;
    const pairs = (await this.dataSource.query(PAIRS, [
      writeTime(new Date(closed)),
      writeTime(new Date(opened)),
    ])) as Recurrence[];
    for (const { earlier, later } of pairs) {
      await this.unitOfWork.act({ earlier, later }, recurrenceStages, (input, circumstances) =>
        flagRecurrence(input, circumstances, this.rulebook),
      );
    }
    return Math.max(1_000, this.clock.millisecondsUntil(new Date(now + MINUTE_MS)));
  }
}
