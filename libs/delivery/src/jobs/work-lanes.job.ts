import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { AfterBatch } from '#libs/bus';
import { DeliveryRequested } from '#libs/contracts';
import { Channels, PlatformDirectory } from '#libs/platforms';
import { Jobs } from '#libs/runtime';
import { DELIVERY_GROUP } from '../delivery-group.js';
import { DeliveryOptions } from '../delivery-options.js';
import { LaneLease } from './lane-lease.js';
import { LaneTools } from './lane-tools.js';
import { LaneWorker } from './lane-worker.js';

/** Whose deliveries are new. What a callback proves moves a delivery so seldom that the next look is soon enough for it. */
function platformsToTell(bodies: readonly object[]): ReadonlySet<string> {
  return new Set(bodies.flatMap((body) => (body instanceof DeliveryRequested ? body.platform : [])));
}

/** One lane per platform that can be told something. Lanes know nothing of one another: a dead platform delays no other. */
@Injectable()
export class WorkLanes implements BeforeApplicationShutdown {
  private readonly log = new Logger(WorkLanes.name);
  private readonly owner = randomUUID();
  private workers: LaneWorker[] = [];

  constructor(
    private readonly directory: PlatformDirectory,
    private readonly channels: Channels,
    private readonly tools: LaneTools,
    private readonly options: DeliveryOptions,
    afterBatch: AfterBatch,
    jobs: Jobs,
  ) {
    afterBatch.add(DELIVERY_GROUP, (bodies) => this.wake(bodies && platformsToTell(bodies)));
    jobs.add(() => this.begin());
  }

  private async begin(): Promise<void> {
    this.workers = this.directory.all().flatMap((platform) => {
      const { code } = platform.settings;
      const channel = this.channels.of(code);
      if (!channel) return [];
      const lease = new LaneLease(code, this.owner, this.options.leaseMs, this.tools.book);
      return [new LaneWorker(platform, channel, lease, this.tools)];
    });
    for (const worker of this.workers) worker.start();
    await this.warnOfStrays();
  }

  /** Looks at these lanes now, or at all. */
  wake(platforms?: ReadonlySet<string>): void {
    for (const worker of this.workers) if (platforms?.has(worker.code) ?? true) worker.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop(this.options.patienceMs)));
  }

  /** A platform that was taken out of the configuration keeps its deliveries: they go on when it is put back. */
  private async warnOfStrays(): Promise<void> {
    for (const [platform, count] of await this.tools.deliveries.openByPlatform()) {
      if (this.directory.find(platform)?.settings.outbound) continue;
      this.log.warn({ platform, count }, 'open deliveries to a platform that has no outbound channel any more');
    }
  }
}
