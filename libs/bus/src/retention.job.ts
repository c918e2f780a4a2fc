import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource, In, LessThan } from 'typeorm';
import { Jobs, Loop } from '#libs/runtime';
import { writeTime } from '#libs/store';
import { DeadLetterRow } from './dead-letters/dead-letter-row.entity.js';
import { InboxRow } from './persistence/inbox-row.entity.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Longer than any replay or any sender's repeat reaches back. */
const KEEP_INBOX_DAYS = 30;
const KEEP_LOG_DAYS = 7;
/** Dead letters that somebody has seen to; open ones stay. */
const KEEP_SETTLED_DAYS = 30;

/** Forgets what nobody will ask for: log records that every group has handled, old inbox rows, dead letters long seen to. Looks once an hour. */
@Injectable()
export class RetentionJob implements BeforeApplicationShutdown {
  private readonly loop = new Loop('bus retention', () => this.clean(new Date()), HOUR);

  constructor(
    private readonly dataSource: DataSource,
    jobs: Jobs,
  ) {
    jobs.add(() => this.loop.start());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Returns the pause until the next look, in milliseconds. */
  async clean(now: Date): Promise<number> {
    await this.dataSource
      .getRepository(InboxRow)
      .delete({ handledAt: LessThan(new Date(now.getTime() - KEEP_INBOX_DAYS * DAY)) });
    await this.dataSource.getRepository(DeadLetterRow).delete({
      state: In(['replayed', 'skipped']),
      settledAt: LessThan(new Date(now.getTime() - KEEP_SETTLED_DAYS * DAY)),
    });
    const before = new Date(now.getTime() - KEEP_LOG_DAYS * DAY);
    await this.dataSource
      .createQueryBuilder()
      .delete()
      .from('bus_log')
      .where('appended_at < :before', { before: writeTime(before) })
      .andWhere(
        'log_offset < (SELECT MIN(p.next_offset) FROM bus_position p WHERE p.topic = bus_log.topic AND p.log_partition = bus_log.log_partition)',
      )
      .execute();
    return HOUR;
  }
}
