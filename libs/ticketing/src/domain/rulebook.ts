import type { PublicStatus } from '#libs/contracts';
import type { AgencyBook } from './agency-book.js';
import type { PlatformFacts } from './platform-facts.js';
import type { ResponsibilityList } from './responsibilities.js';
import type { WorkingTimes } from './working-times.js';

/** Everything configured that a decision rests on. Does not change while the process runs. */
export class Rulebook {
  private readonly platforms: ReadonlyMap<string, PlatformFacts>;

  constructor(
    readonly agencies: AgencyBook,
    readonly times: WorkingTimes,
    readonly list: ResponsibilityList,
    platforms: readonly PlatformFacts[],
  ) {
    this.platforms = new Map(platforms.map((platform) => [platform.code, platform]));
  }

  /** Whether that platform wants to be told that a ticket it is concerned with has come to that status. */
  wants(platform: string, status: PublicStatus): boolean {
    return this.platforms.get(platform)?.reports?.includes(status) ?? false;
  }

  /**
   * Who asks the resident after 办结. The source only when it is told about 办结 at all: otherwise it would never ask, and the
   * ticket would wait for ever. Registration by hand (`counter`) has no platform: the office.
   */
  revisitBy(source: string): 'source' | 'office' {
    return this.platforms.get(source)?.revisit === 'source' && this.wants(source, 'RESOLVED') ? 'source' : 'office';
  }
}
