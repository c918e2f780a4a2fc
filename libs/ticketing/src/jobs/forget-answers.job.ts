import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource, In, LessThan } from 'typeorm';
import { Clock, Jobs, Loop } from '#libs/runtime';
import { AnsweredRequest } from '../persistence/answered-request.entity.js';

const HOUR = 3_600_000;
/** Longer than anybody tries the same request again. */
const KEEP = 24 * HOUR;
const AT_ONCE = 500;

/** Every hour: forgets the idempotency keys of more than a day ago, some at a time. */
@Injectable()
export class ForgetAnswersJob implements BeforeApplicationShutdown {
  private readonly loop = new Loop('ticketing answered requests', () => this.forget(), HOUR);

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    jobs: Jobs,
  ) {
    jobs.add(() => this.loop.start());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** One look; resolves to the milliseconds until the next. */
  async forget(): Promise<number> {
    const rows = this.dataSource.getRepository(AnsweredRequest);
    const before = new Date(this.clock.now().getTime() - KEEP);
    const old = await rows.find({
      select: { id: true },
      where: { actedAt: LessThan(before) },
      order: { actedAt: 'ASC' },
      take: AT_ONCE,
    });
    if (old.length > 0) await rows.delete({ id: In(old.map(({ id }) => id)) });
    return old.length === AT_ONCE ? 1 : HOUR;
  }
}
