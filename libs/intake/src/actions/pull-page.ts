import { Injectable } from '@nestjs/common';
import { Channels, type Platform, type PullPlan, type Reading } from '#libs/platforms';
import { Clock, currentTraceparent } from '#libs/runtime';
import { Cursors } from './cursors.js';
import { IntakeMetrics } from './intake-metrics.js';
import { TakeInReadings } from './take-in-readings.js';

/** One thing that is pulled from one platform. */
export interface PullTarget {
  platform: Platform;
  plan: PullPlan;
  /** `<kind>:<place in the platform's list of pulls>`: its cursor's name. */
  name: string;
}

/** Fetches one page, takes it in, and only then moves the cursor: whatever breaks in between is read again, and changes nothing. */
@Injectable()
export class PullPage {
  constructor(
    private readonly channels: Channels,
    private readonly readings: TakeInReadings,
    private readonly cursors: Cursors,
    private readonly clock: Clock,
    private readonly metrics: IntakeMetrics,
  ) {}

  /** To be told before the first page, so that a list which can never be read is noticed. Seconds of the wall clock. */
  announce({ platform, name }: PullTarget, everySeconds: number): void {
    this.metrics.pullBegins(platform.settings.code, name, everySeconds);
  }

  /** Resolves to what was read and whether more is waiting. Throws when there was no page; the cursor then stays. */
  async pull(target: PullTarget): Promise<{ items: number; more: boolean }> {
    const { code } = target.platform.settings;
    try {
      const page = await this.take(target);
      if (!page.more) this.metrics.pulled(code, target.name, 'done');
      return page;
    } catch (error) {
      this.metrics.pulled(code, target.name, 'failed');
      throw error;
    }
  }

  private async take({ platform, plan, name }: PullTarget): Promise<{ items: number; more: boolean }> {
    const { code, epoch } = platform.settings;
    const channel = this.channels.of(code);
    if (!channel) throw new Error(`The platform ${code} has no outbound address to pull from.`);
    const cursor = await this.cursors.read(code, name);
    // The platform's clock is a wall clock, whatever the mechanism's time.
    const sent = await channel.send(plan.request(cursor, new Date()), { traceparent: currentTraceparent() });
    if (sent.kind !== 'reply') throw new Error(sent.detail);
    const page = await plan.read(sent, cursor, new Date());
    const now = this.clock.now();
    const arrival = { platform: code, epoch: epoch ?? 0, entrance: 'pull', receivedAt: now } as const;
    await this.readings.takeIn(page.readings, arrival, rawOf);
    if (page.nextCursor !== cursor && !(await this.cursors.move(code, name, page.nextCursor, now)))
      throw new Error('another process has taken over while this page was fetched; nothing is lost');
    return { items: page.readings.length, more: page.more };
  }
}

/** A page is no body to cut an item out of: what a dialect read is kept as it read it. */
function rawOf(reading: Reading): string {
  if (reading.kind === 'unreadable') return reading.raw;
  return JSON.stringify(reading.kind === 'event' ? reading.event : reading.callback);
}
