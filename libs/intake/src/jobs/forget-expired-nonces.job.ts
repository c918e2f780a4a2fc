import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Jobs, Loop } from '#libs/runtime';
import { Nonces } from '../actions/nonces.js';

const MINUTE = 60_000;

/** Once a minute: nonces whose signature can't be valid any more are deleted. */
@Injectable()
export class ForgetExpiredNoncesJob implements BeforeApplicationShutdown {
  private readonly loop = new Loop(
    'intake nonces',
    async () => {
      await this.nonces.forgetExpired();
      return MINUTE;
    },
    MINUTE,
  );

  constructor(
    private readonly nonces: Nonces,
    jobs: Jobs,
  ) {
    jobs.add(() => this.loop.start());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
