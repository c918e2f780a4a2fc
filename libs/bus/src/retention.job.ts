import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource, LessThan } from 'typeorm';
import { Jobs, Loop } from '#libs/runtime';
import { InboxRow } from './persistence/inbox-row.entity.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Longer than any replay or any sender's repeat reaches back. */
const KEEP_INBOX_DAYS = 30;
const KEEP_LOG_DAYS = 7;

/** Forgets what nobody will ask for: log records that every group has handled, and old inbox rows. Looks once an hour. */
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
    const before = new Date(now.getTime() - KEEP_LOG_DAYS * DAY);
    await this.dataSource
      .createQueryBuilder()
      .delete()
      .from('bus_log')
      .where('appended_at < :before', { before: sqlTime(before) })
      .andWhere(
        'log_offset < (SELECT MIN(p.next_offset) FROM bus_position p WHERE p.topic = bus_log.topic AND p.log_partition = bus_log.log_partition)',
      )
      .execute();
    return HOUR;
  }
}

/** As both databases write a UTC time with milliseconds. */
function sqlTime(time: Date): string {
  return time.toISOString().replace('T', ' ').replace('Z', '');
}
