import { afterAll } from 'vitest';
import { inTransaction } from '#libs/store';
import { testDatabases, transportContract } from '#libs/testing';
import { busSchema } from './bus-schema.js';
import { lockPosition, movePosition } from './consumer/position.js';
import { EmbeddedTransport } from './embedded/embedded.transport.js';

for (const database of await testDatabases()) {
  afterAll(() => database.drop());
  transportContract(
    `the embedded log on ${database.name}`,
    async () => {
      const dataSource = await database.open([busSchema]);
      return {
        dataSource,
        open: () => Promise.resolve(new EmbeddedTransport(dataSource)),
        close: () => dataSource.destroy(),
      };
    },
    async ({ dataSource }, group, { topic, partition, records }) => {
      const place = { group, topic, partition };
      await inTransaction(dataSource, async (manager) => {
        await lockPosition(manager, place);
        await movePosition(manager, place, (records.at(-1)?.offset ?? -1) + 1);
      });
    },
  );
}
