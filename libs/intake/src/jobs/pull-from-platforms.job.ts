import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { PlatformDirectory } from '#libs/platforms';
import { Clock, Jobs, Loop } from '#libs/runtime';
import { PullPage, type PullTarget } from '../actions/pull-page.js';
import { pullPauseSeconds } from '../domain/pull-pause.js';

/** Pages that one turn takes before others get theirs. */
const PAGES_AT_ONCE = 20;

/** Fetches what platforms keep for us: one loop for each plan, so that a slow platform holds up no other. */
@Injectable()
export class PullFromPlatformsJob implements BeforeApplicationShutdown {
  private readonly log = new Logger('intake');
  private loops: Loop[] = [];
  private stopping = false;

  constructor(
    private readonly platforms: PlatformDirectory,
    private readonly page: PullPage,
    private readonly clock: Clock,
    jobs: Jobs,
  ) {
    jobs.add(() => this.begin());
  }

  private begin(): void {
    this.loops = this.platforms.all().flatMap((platform) =>
      platform.translator.pulls.map((plan, index) => {
        const everySeconds = platform.settings.pull?.[index]?.everySeconds ?? 60;
        return this.loopOf({ platform, plan, name: `${plan.kind}:${index}` }, everySeconds);
      }),
    );
    for (const loop of this.loops) loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.loops.map((loop) => loop.stop()));
  }

  private loopOf(target: PullTarget, everySeconds: number): Loop {
    const about = { platform: target.platform.settings.code, plan: target.name };
    let failures = 0;
    return new Loop(`pull ${about.platform} ${about.plan}`, async () => {
      try {
        const more = await this.pullPages(target);
        if (failures > 0) this.log.log({ ...about, failures }, 'pulling works again');
        failures = 0;
        if (more) return 0;
      } catch (error) {
        // One line when it starts to fail, not one for each try of a long outage.
        if (failures === 0) this.log.warn({ ...about, reason: (error as Error).message }, 'pulling fails; trying on');
        failures += 1;
      }
      return this.wallMilliseconds(pullPauseSeconds(everySeconds, failures));
    });
  }

  /** Resolves to whether another page is waiting. */
  private async pullPages(target: PullTarget): Promise<boolean> {
    for (let pages = 0; pages < PAGES_AT_ONCE; pages++) {
      if (this.stopping) return false;
      const { more } = await this.page.pull(target);
      if (!more) return false;
    }
    return true;
  }

  private wallMilliseconds(seconds: number): number {
    return this.clock.millisecondsUntil(new Date(this.clock.now().getTime() + seconds * 1000));
  }
}
