import { describe, expect, it } from 'vitest';
import { scenariosOfGates } from './gates.scenarios.js';
import { scenariosOfOneAgency } from './one-agency.scenarios.js';
import type { PolicyCounty } from './policy-county.js';
import { scenariosOfSpring, scenariosOfUnpublishedYear } from './time.scenarios.js';

/**
 * What the policy asks for, scenario by scenario, on every transport: one after the other, as the year goes.
 * @param told where it runs; asked for when a scenario begins
 */
export function policyContract(told: () => PolicyCounty): void {
  describe('the policy, scenario by scenario', { timeout: 60_000 }, () => {
    scenariosOfSpring(told);
    scenariosOfOneAgency(told);
    scenariosOfGates(told);
    scenariosOfUnpublishedYear(told);

    it('in the end every message could be handled, and nothing waits for anybody', async () => {
      const { doors } = told();
      expect((await doors.person('office', '/v1/dead-letters')).json).toEqual({ total: 0, items: [] });
      const { json } = await doors.person('office', '/v1/desk?limit=200');
      expect(json.items).toEqual([]);
    });
  });
}
