import type { PublicStatus } from '#libs/contracts';
import type { AgencyBook } from './agency-book.js';
import type { DeskRules } from './desk-rules.js';
import type { DuplicateRulesInForce } from './duplicates/duplicate-rules.js';
import type { Gates } from './gates.js';
import type { JointRules } from './joint-rules.js';
import { IndexedList } from './indexed-list.js';
import type { Limits } from './limits.js';
import { ListBook } from './list-book.js';
import type { PlatformFacts } from './platform-facts.js';
import type { ResponsibilityItem, ResponsibilityList } from './responsibilities.js';
import type { ReturnRules } from './return-rules.js';
import type { Ladder } from './supervision/ladder.js';
import type { WorkingTimes } from './working-times.js';

/** The county's rules, each read from a file of its own. */
export interface Rules {
  readonly agencies: AgencyBook;
  readonly times: WorkingTimes;
  /** `config/responsibilities.yml`: the first version of the list, see `lists`. */
  readonly seed: ResponsibilityList;
  readonly limits: Limits;
  readonly duplicates: DuplicateRulesInForce;
  readonly gates: Gates;
  readonly joint: Required<JointRules>;
  readonly returns: ReturnRules;
  readonly desk: DeskRules;
  /** 督办. */
  readonly ladder: Ladder;
}

/** Everything configured that a decision rests on. Does not change while the process runs, but for the list in force. */
export class Rulebook implements Rules {
  readonly agencies: AgencyBook;
  readonly times: WorkingTimes;
  readonly seed: ResponsibilityList;
  /** The versions of the responsibility list; of the file alone until `ListKeeper` has read the database. */
  readonly lists: ListBook;
  readonly limits: Limits;
  readonly duplicates: DuplicateRulesInForce;
  readonly gates: Gates;
  readonly joint: Required<JointRules>;
  readonly returns: ReturnRules;
  readonly desk: DeskRules;
  readonly ladder: Ladder;
  private readonly platforms: ReadonlyMap<string, PlatformFacts>;

  constructor(rules: Rules, platforms: readonly PlatformFacts[]) {
    this.agencies = rules.agencies;
    this.times = rules.times;
    this.seed = rules.seed;
    this.lists = ListBook.of(new IndexedList(rules.seed));
    this.limits = rules.limits;
    this.duplicates = rules.duplicates;
    this.gates = rules.gates;
    this.joint = rules.joint;
    this.returns = rules.returns;
    this.desk = rules.desk;
    this.ladder = rules.ladder;
    this.platforms = new Map(platforms.map((platform) => [platform.code, platform]));
  }

  /** The item of the list in force at `now`, by its code. */
  itemOf(code: string | null, now: Date): ResponsibilityItem | undefined {
    return code === null ? undefined : this.lists.newestAt(now).find(code);
  }

  knowsPlatform(code: string): boolean {
    return this.platforms.has(code);
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
