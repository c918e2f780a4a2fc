import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { PlatformDirectory, type Platform } from '#libs/platforms';
import { Clock, Jobs, Loop } from '#libs/runtime';
import { Cursors } from '../actions/cursors.js';
import { PullPage, type PullTarget } from '../actions/pull-page.js';
import { pullPauseSeconds } from '../domain/pull-pause.js';
import { PullLease } from './pull-lease.js';

/** Pages that one turn takes before others get theirs. */
const PAGES_AT_ONCE = 20;
/** Milliseconds that a platform may take to answer where its entry does not say. */
const PATIENCE = 10_000;

/**
 * Fetches what platforms keep for us: one loop for each plan, so that a slow platform holds up no other; and of all processes
 * only the one that has the lease of the platform.
 */
@Injectable()
export class PullFromPlatformsJob implements BeforeApplicationShutdown {
  private readonly log = new Logger('intake');
  private readonly leases: PullLease[] = [];
  private loops: Loop[] = [];
  private stopping = false;

  constructor(
    private readonly platforms: PlatformDirectory,
    private readonly page: PullPage,
    private readonly cursors: Cursors,
    private readonly clock: Clock,
    jobs: Jobs,
  ) {
    jobs.add(() => this.begin());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.loops.map((loop) => loop.stop()));
    try {
      for (const lease of this.leases) await lease.giveBack();
    } catch (error) {
      this.log.warn({ err: error }, 'a lease could not be given back; it runs out by itself');
    }
  }

  private begin(): void {
    this.loops = this.platforms.all().flatMap((platform) => this.loopsOf(platform));
    for (const loop of this.loops) loop.start();
  }

  private loopsOf(platform: Platform): Loop[] {
    const targets = platform.translator.pulls.map((plan, index) => ({
      target: { platform, plan, name: `${plan.kind}:${index}` },
      everySeconds: platform.settings.pull?.[index]?.everySeconds ?? 60,
    }));
    if (targets.length === 0) return [];
    const names = targets.map(({ target }) => target.name);
    const lease = new PullLease(platform.settings.code, names, this.cursors);
    this.leases.push(lease);
    return targets.map(({ target, everySeconds }) => this.loopOf(target, lease, everySeconds));
  }

  private loopOf(target: PullTarget, lease: PullLease, everySeconds: number): Loop {
    const about = { platform: target.platform.settings.code, plan: target.name };
    let failures = 0;
    this.page.announce(target, this.wallMilliseconds(everySeconds) / 1_000);
    return new Loop(`pull ${about.platform} ${about.plan}`, async () => {
      let wait: number;
      try {
        wait = await this.pullPages(target, lease, this.wallMilliseconds(everySeconds));
        if (failures > 0) this.log.log({ ...about, failures }, 'pulling works again');
        failures = 0;
      } catch (error) {
        // One line when it starts to fail, not one for each try of a long outage.
        if (failures === 0) this.log.warn({ ...about, reason: (error as Error).message }, 'pulling fails; trying on');
        failures += 1;
        wait = this.wallMilliseconds(pullPauseSeconds(everySeconds, failures));
      }
      return wait;
    });
  }

  /** Resolves to the wall-clock milliseconds until the next turn: `pause`, or less when more is waiting or another one pulls. */
  private async pullPages(target: PullTarget, lease: PullLease, pause: number): Promise<number> {
    const patience = target.platform.settings.outbound?.timeoutMs ?? PATIENCE;
    for (let pages = 0; pages < PAGES_AT_ONCE; pages++) {
      if (this.stopping) return pause;
      const taken = await lease.hold(patience);
      if (taken > 0) return Math.min(pause, taken);
      const { more } = await this.page.pull(target);
      if (!more) {
        await lease.hold(pause);
        return pause;
      }
    }
    return 0;
  }

  private wallMilliseconds(seconds: number): number {
    return this.clock.millisecondsUntil(new Date(this.clock.now().getTime() + seconds * 1000));
  }
}
