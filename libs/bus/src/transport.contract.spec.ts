import { afterAll } from 'vitest';
import { inTransaction } from '#libs/store';
import { sharedKafka, testDatabases, testTransports, transportContract, type TransportPlace } from '#libs/testing';
import { busSchema } from './bus-schema.js';
import { lockPositions, movePositions } from './consumer/position.js';
import type { RecordBatch } from './transport.js';

/** As a consumer does, in the batch's transaction. */
async function storePosition({ dataSource }: TransportPlace, group: string, batch: RecordBatch): Promise<void> {
  const place = { group, topic: batch.topic };
  await inTransaction(dataSource, async (manager) => {
    await lockPositions(manager, place, [batch.partition]);
    await movePositions(manager, place, new Map([[batch.partition, (batch.records.at(-1)?.offset ?? -1) + 1]]));
  });
}

for (const { name, database, open, remove } of testTransports(await testDatabases(), await sharedKafka())) {
  afterAll(() => database.drop());
  const openPlace = async (): Promise<TransportPlace> => {
    const dataSource = await database.open([busSchema]);
    return {
      dataSource,
      open: () => Promise.resolve(open(dataSource)),
      remove: (topic, partition, before) => remove(dataSource, { topic, partition, before }),
      close: () => dataSource.destroy(),
    };
  };
  transportContract(name, openPlace, storePosition);
}
