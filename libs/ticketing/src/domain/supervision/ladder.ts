import type { RungSetting } from './supervision-rules.js';

/** When a task has come to a rung; undefined while nothing of it is late that would bring it there. */
export type MomentOf = (rung: RungSetting) => Date | undefined;

/** A rung that a task has come to. */
export interface DueRung {
  readonly rung: RungSetting;
  /** Undefined for one that is climbed past because a higher one is due. */
  readonly at: Date | undefined;
}

/** 督办: what happens to an agency that is late, rung by rung, the lowest first. */
export class Ladder {
  constructor(readonly rungs: readonly RungSetting[] = []) {}

  find(code: string): RungSetting | undefined {
    return this.rungs.find(({ rung }) => rung === code);
  }

  /** How high it is, from 0; −1 for a rung that is no more. */
  placeOf(code: string): number {
    return this.rungs.findIndex(({ rung }) => rung === code);
  }

  /**
   * What is due of the rungs above that place, in order: up to the highest that has been reached right before `now`, with every
   * one in between, so that none is left out because nobody looked in time.
   */
  dueAbove(place: number, momentOf: MomentOf, now: Date): DueRung[] {
    const above = this.climbableAbove(place).map((rung) => ({ rung, at: momentOf(rung) }));
    const highest = above.findLastIndex(({ at }) => at !== undefined && at < now);
    return above.slice(0, highest + 1).map(({ rung, at }) => ({ rung, at: at && at < now ? at : undefined }));
  }

  /** After which moment the next of the rungs above that place is due. */
  nextAbove(place: number, momentOf: MomentOf): Date | undefined {
    const moments = this.climbableAbove(place).flatMap((rung) => momentOf(rung) ?? []);
    return moments.toSorted((a, b) => a.getTime() - b.getTime())[0];
  }

  private climbableAbove(place: number): RungSetting[] {
    return this.rungs.slice(place + 1).filter(({ trigger }) => trigger);
  }
}
