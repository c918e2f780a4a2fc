import { afterAll, beforeAll, describe } from 'vitest';
import { ownServers, type OwnServers } from '#libs/testing';
import { startOneProcess, type OneProcess } from './one-process.js';
import { storyContract } from './story.js';

const servers = await ownServers();
afterAll(() => servers?.stop(), 60_000);

describe.skipIf(!servers)('one process over Kafka and MariaDB', () => {
  let process: OneProcess;
  beforeAll(async () => {
    const { kafka, databaseUrl } = servers as OwnServers;
    process = await startOneProcess({ busTransport: 'kafka', kafkaBrokers: kafka.broker, databaseUrl });
  }, 60_000);
  afterAll(() => process.stop(), 30_000);

  storyContract(() => process.county);
});
