import { afterAll, beforeAll, describe } from 'vitest';
import { policyContract } from './policy-contract.js';
import { PolicyCounty } from './policy-county.js';

describe('one process with the log and everything else in a SQLite file', () => {
  let county: PolicyCounty;
  beforeAll(async () => {
    county = await PolicyCounty.start();
  });
  afterAll(() => county.stop());

  policyContract(() => county);
});
