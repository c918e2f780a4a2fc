import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Health, Jobs, Loop } from '#libs/runtime';
import { BusOptions } from './bus-options.js';
import { BusServer } from './bus-server.js';
import { Pauses } from './operators/pauses.js';
import { messageOf } from './envelope.js';
import { Transport, type PartitionLag } from './transport.js';

/** Looks within the time that a group may stand still. */
const LOOKS = 6;

interface Standstill {
  readonly group: string;
  readonly at: PartitionLag;
  /** Since when it has been at that position while something waited. */
  readonly since: number;
}

/**
 * Notices that messages wait and a group of this process does not come on, whatever the reason: a consumer that fetches nothing
 * any more, a handler that never ends, partitions that nobody has. Readiness says so, and where; paused groups may stand.
 */
@Injectable()
export class GroupWatch implements BeforeApplicationShutdown {
  private readonly loop: Loop;
  private standing = new Map<string, Standstill>();

  constructor(
    private readonly server: BusServer,
    private readonly transport: Transport,
    private readonly pauses: Pauses,
    private readonly options: BusOptions,
    health: Health,
    jobs: Jobs,
  ) {
    this.loop = new Loop('bus groups', () => this.look());
    health.add('groups', () => Promise.resolve(this.sentence()));
    jobs.add(() => {
      if (this.server.heard().length > 0) this.loop.start();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async look(): Promise<number> {
    const pause = this.options.standstillMilliseconds / LOOKS;
    try {
      this.standing = await this.behind();
    } catch {
      // The database or the log is away, which other checks say. Nobody could come on, so the time does not count.
      this.standing = new Map();
    }
    return pause;
  }

  private async behind(): Promise<Map<string, Standstill>> {
    const now = Date.now();
    const found = new Map<string, Standstill>();
    for (const [group, some] of Map.groupBy(this.server.heard(), (one) => one.group)) {
      const topics = some.map(({ topic }) => topic).filter((topic) => !this.pauses.rests(group, messageOf(topic)));
      for (const at of await this.transport.lag(group, topics)) {
        if (at.position >= at.end) continue;
        const key = `${group} ${at.topic} ${at.partition}`;
        const before = this.standing.get(key);
        found.set(key, { group, at, since: before?.at.position === at.position ? before.since : now });
      }
    }
    return found;
  }

  private sentence(): string | undefined {
    const now = Date.now();
    const still = [...this.standing.values()].filter(({ since }) => now - since >= this.options.standstillMilliseconds);
    if (still.length === 0) return undefined;
    const texts = still.map(({ group, at: { topic, partition, position, end }, since }) => {
      const seconds = Math.round((now - since) / 1_000);
      return `group ${group} has stood at offset ${position} of ${topic}/${partition} for ${seconds} s while ${end - position} messages wait`;
    });
    return texts.join('; ');
  }
}
