import { afterAll, beforeAll, describe } from 'vitest';
import { ownServers, type OwnServers } from '#libs/testing';
import { policyContract } from './policy-contract.js';
import { PolicyCounty } from './policy-county.js';

const servers = await ownServers();
afterAll(() => servers?.stop(), 60_000);

// All parts in one process, so that the clock is in one hand; every message between them goes through Kafka.
describe.skipIf(!servers)('one process over Kafka and MariaDB', () => {
  let county: PolicyCounty;
  beforeAll(async () => {
    const { kafka, databaseUrl } = servers as OwnServers;
    county = await PolicyCounty.start({ busTransport: 'kafka', kafkaBrokers: kafka.broker, databaseUrl });
  }, 60_000);
  afterAll(() => county.stop(), 30_000);

  policyContract(() => county);
});
