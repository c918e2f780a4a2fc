import type { INestApplicationContext } from '@nestjs/common';
import { FireDeadlinesJob } from '../../ticketing/src/jobs/fire-deadlines.job.js';

/** Takes every step that is due by the clock of a running ticketing, now and not when its job looks next. */
export function fireDeadlines(app: INestApplicationContext): Promise<void> {
  return app.get(FireDeadlinesJob, { strict: false }).look();
}
