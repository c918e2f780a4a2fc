import { describe, expect, it } from 'vitest';
import { Dice } from '../../../simulator/src/index.js';
import { planScheme, type Breakable } from './plan-scheme.js';

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

  it('breaks something every few seconds until the time is over, and nothing after it', () => {
    for (let seed = 0; seed < 50; seed++) {
      const times = planScheme(new Dice(seed), LINE, TWO_MINUTES).map(({ atMs }) => atMs);
      expect(times.length).toBeGreaterThan(14);
      expect(times.at(-1)).toBeLessThan(TWO_MINUTES);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
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
