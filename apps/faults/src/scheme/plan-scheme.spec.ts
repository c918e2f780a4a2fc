import { describe, expect, it } from 'vitest';
import { Dice } from '../../../simulator/src/index.js';
import { planScheme, type Break, type Breakable } from './plan-scheme.js';

const LINE: Breakable = {
  services: ['intake', 'ticketing', 'delivery', 'console'],
  wires: ['kafka', 'database', 'platforms', 'entrance'],
  broker: true,
};
const TWO_MINUTES = 120_000;

describe('the scheme of what breaks', () => {
  it('is the same for the same seed and another for another', () => {
    const plan = (seed: number) => planScheme(new Dice(seed), LINE, TWO_MINUTES);
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7)).not.toEqual(plan(8));
  });

  it('breaks things in bursts with rests between them until the time is over, and nothing after it', () => {
    for (let seed = 0; seed < 50; seed++) {
      const plan = planScheme(new Dice(seed), LINE, TWO_MINUTES);
      expect(plan.length).toBeGreaterThan(9);
      expect(plan.at(-1)?.atMs).toBeLessThan(TWO_MINUTES);
      for (const [index, { atMs, burst }] of plan.slice(1).entries()) {
        const before = plan[index] as Break;
        const pause = atMs - before.atMs;
        expect([pause >= 12_000, pause <= 6_000]).toEqual([burst > before.burst, burst === before.burst]);
      }
    }
  });

  it('gives every service its turn before one has its second', () => {
    for (let seed = 0; seed < 50; seed++) {
      const killed = planScheme(new Dice(seed), LINE, 600_000).flatMap((one) =>
        one.kind === 'kill' ? [one.service] : [],
      );
      expect(new Set(killed.slice(0, LINE.services.length)).size).toBe(LINE.services.length);
    }
  });

  it('leaves the broker half a minute between its deaths, and kills it now and then', () => {
    for (let seed = 0; seed < 20; seed++) {
      const plan = planScheme(new Dice(seed), LINE, 600_000);
      const deaths = plan.filter(({ kind }) => kind === 'kill-broker').map(({ atMs }) => atMs);
      expect(deaths.length).toBeGreaterThan(3);
      for (const [index, atMs] of deaths.slice(1).entries())
        expect(atMs - (deaths[index] as number)).toBeGreaterThanOrEqual(30_000);
    }
  });

  it('never kills a broker where there is none', () => {
    const embedded = { services: ['all-in-one'], wires: ['platforms'], broker: false };
    const kinds = new Set(planScheme(new Dice(1), embedded, 600_000).map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual(['block', 'cut', 'delay', 'kill']);
  });
});
