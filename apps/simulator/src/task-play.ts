import type { World } from './world.js';

/** What an agency does about a task, one after the other. */
export type Step = 'sign' | 'work' | 'return' | 'resolve';

const MINUTE = 60_000;

/** How long after the step before it a step is taken, in minutes of outside time: at least, at most. */
const MINUTES: Record<Step, readonly [number, number]> = {
  sign: [5, 25],
  work: [10, 40],
  return: [15, 40],
  resolve: [40, 120],
};

/**
 * Plays one task at an agency: it signs, works and finishes, or signs and sends it back. Resolves when the first step has been
 * told, if the platform is one that calls back before it has answered; else at once. The rest goes on by itself.
 * @param tell says one step to Huying
 * @param stopped true once the task was withdrawn
 */
export async function playTask(
  world: World,
  { platform, task }: { platform: string; task: string },
  tell: (step: Step) => Promise<void>,
  stopped: () => boolean,
): Promise<void> {
  const { dice, faults, time, books } = world;
  const returns = dice.chance(faults.rate(platform, 'returns'), 'returns', platform, task);
  const early = dice.chance(faults.rate(platform, 'callbackBeforeReply'), 'early', platform, task);
  const steps: Step[] = returns ? ['sign', 'return'] : ['sign', 'work', 'resolve'];
  if (early) {
    await tell('sign');
    steps.shift();
  }
  time.run(
    async () => {
      for (const step of steps) {
        await time.pass(dice.between(...MINUTES[step], step, platform, task) * MINUTE);
        if (stopped()) return;
        await tell(step);
      }
    },
    (error) => books.failures.push(`${platform} ${task}: ${error.message}`),
  );
}
