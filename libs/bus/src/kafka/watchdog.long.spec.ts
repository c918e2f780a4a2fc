import { Logger } from '@nestjs/common';
import type { Consumer } from 'kafkajs';
import { afterAll, describe, expect, it } from 'vitest';
import { BusLine, sampleSchema, sharedKafka, testDatabases, testKafkaOptions } from '#libs/testing';
import { busSchema } from '../bus-schema.js';
import { KafkaTransport } from './kafka.transport.js';

const brokers = await sharedKafka();
const databases = await testDatabases();
afterAll(async () => {
  for (const database of databases) await database.drop();
});

/** What the transport keeps to itself: its members of groups, and the client's consumer in each. */
interface Inside {
  readonly consumers: Map<{ readonly consumer: Consumer }, unknown>;
}

describe.skipIf(!brokers)('a consumer that falls silent', () => {
  it('is made anew within 90 s, and what has come meanwhile is handled once and in order', async () => {
    Logger.overrideLogger(false);
    const dataSource = await (databases.at(-1) as (typeof databases)[0]).open([busSchema, sampleSchema]);
    const transport = new KafkaTransport(dataSource, testKafkaOptions(brokers ?? []));
    const line = new BusLine();
    await transport.prepare(line.topics());
    await line.join(transport, dataSource);
    await transport.append([line.record('a', 1)]);
    await expect.poll(() => line.heard(dataSource, 'a'), { timeout: 15_000 }).toBe('1');
    // As the client does in its rare bad hours: it leaves the group, fetches no more, and tells nobody.
    const [silent] = (transport as unknown as Inside).consumers.keys();
    await silent?.consumer.stop();
    await transport.append([line.record('a', 2), line.record('a', 3)]);
    await expect.poll(() => line.heard(dataSource, 'a'), { timeout: 100_000, interval: 500 }).toBe('1,2,3');
    await transport.close();
    await dataSource.destroy();
  }, 150_000);
});
