import type { World } from './world.js';

/** What the resident said at the revisit (回访). */
export interface Verdict {
  solved: boolean;
  /** 5 very satisfied … 1 very dissatisfied. */
  satisfaction: 1 | 2 | 3 | 4 | 5;
  /** 1 for the first revisit of an event. */
  round: number;
}

const MINUTE = 60_000;
/** From 办结 to the call to the resident, in minutes of outside time. */
const [SOONEST, LATEST] = [20, 60];

/** Plays the revisits of one source platform: some time after each 办结 of an event it asks the resident and tells the answer. */
export class Revisits {
  private readonly rounds = new Map<string, number>();

  constructor(
    private readonly platform: string,
    private readonly world: World,
  ) {}

  plan(eventId: string, tell: (verdict: Verdict) => Promise<void>): void {
    const { dice, faults, time, books } = this.world;
    const round = (this.rounds.get(eventId) ?? 0) + 1;
    this.rounds.set(eventId, round);
    const solved = !dice.chance(faults.rate(this.platform, 'unsolved'), 'unsolved', this.platform, eventId, round);
    const satisfaction = solved
      ? dice.pick([5, 5, 5, 4, 4, 3] as const, 'satisfaction', eventId, round)
      : dice.pick([2, 1] as const, 'satisfaction', eventId, round);
    time.run(
      async () => {
        await time.pass(dice.between(SOONEST, LATEST, 'revisit', eventId, round) * MINUTE);
        await tell({ solved, satisfaction, round });
      },
      (error) => books.failures.push(`${this.platform} revisit of ${eventId}: ${error.message}`),
    );
  }
}
