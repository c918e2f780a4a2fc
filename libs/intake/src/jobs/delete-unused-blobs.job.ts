import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Jobs, Loop } from '#libs/runtime';
import { Blobs } from '../actions/blobs.js';

const HOUR = 3_600_000;
/** Longer than any request or pull is under way between keeping an attachment and appending its message. */
const YOUNG = 24 * HOUR;

/** Once an hour: files of attachments that no message names, and files that were never written to their end, are deleted. */
@Injectable()
export class DeleteUnusedBlobsJob implements BeforeApplicationShutdown {
  private readonly log = new Logger('intake');
  private readonly loop = new Loop('intake blobs', () => this.clean(new Date()), HOUR);

  constructor(
    private readonly blobs: Blobs,
    jobs: Jobs,
  ) {
    jobs.add(() => this.loop.start());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Resolves to the milliseconds until the next look. */
  async clean(now: Date): Promise<number> {
    const deleted = await this.blobs.deleteUnused(new Date(now.getTime() - YOUNG));
    if (deleted > 0) this.log.log({ deleted }, 'attachments that nothing names were deleted');
    return HOUR;
  }
}
