import { Kafka, logLevel } from 'kafkajs';
import { afterAll, describe, expect, it } from 'vitest';
import { BusLine, sampleSchema, sharedKafka, testDatabases, testKafkaOptions } from '#libs/testing';
import { busSchema } from '../bus-schema.js';
import type { Extent } from '../transport.js';
import { KafkaTransport } from './kafka.transport.js';
import { LogView } from './log-view.js';
import { lostPosition, standings } from './lost-positions.js';

const brokers = await sharedKafka();
const databases = await testDatabases();

/** The log's answer is on its way while others go on. */
class SlowAnswer extends LogView {
  constructor(
    kafka: Kafka,
    private readonly meanwhile: () => Promise<void>,
  ) {
    super(kafka);
  }

  override async extents(topic: string): Promise<Extent[]> {
    const answer = await super.extents(topic);
    await this.meanwhile();
    return answer;
  }
}

describe.skipIf(!brokers).each(databases)('where a group stands, positions in $name', (database) => {
  afterAll(() => database.drop());

  it('is not behind the end of the log because another process handles a record while it is asked', async () => {
    const options = testKafkaOptions(brokers ?? []);
    const dataSource = await database.open([busSchema, sampleSchema]);
    const line = new BusLine();
    const { group, topic } = line;
    const other = new KafkaTransport(dataSource, options);
    await other.prepare(line.topics(1));
    await line.join(other, dataSource);
    const handle = async (upTo: string): Promise<void> => {
      await other.append([line.record('a', Number(upTo.at(-1)))]);
      await expect.poll(() => line.heard(dataSource, 'a'), { timeout: 10_000 }).toBe(upTo);
    };
    await handle('1');
    const kafka = new Kafka({ brokers: [...options.brokers], logLevel: logLevel.NOTHING });
    const view = new SlowAnswer(kafka, () => handle('1,2'));
    const found = await standings(dataSource, view, group, topic);
    expect(found.map(lostPosition)).toEqual([undefined]);
    expect(found).toMatchObject([{ position: 1, end: 1 }]);
    await view.close();
    await other.close();
    await dataSource.destroy();
  }, 30_000);
});
