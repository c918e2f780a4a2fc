import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BusLine, SampleThing, sampleSchema, testDatabases } from '#libs/testing';
import { ticketIdOf } from '#libs/contracts';
import { busSchema } from '../bus-schema.js';
import { DeadLetterRow } from '../dead-letters/dead-letter-row.entity.js';
import { EmbeddedTransport } from '../embedded/embedded.transport.js';

const COUNT = 2_000;
const CULPRIT = 1_234;
const MEGABYTE = 1024 * 1024;
const idOf = (key: string): string => ticketIdOf('line', 1, key);

describe.each(await testDatabases())('rows of a batch on $name', (database) => {
  let dataSource: DataSource;
  let transport: EmbeddedTransport;
  let line: BusLine;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    dataSource = await database.open([busSchema, sampleSchema]);
    transport = new EmbeddedTransport(dataSource);
    line = new BusLine();
    await transport.prepare(line.topics(1));
  });
  afterEach(async () => {
    await transport.close();
    await dataSource.destroy();
  });
  afterAll(() => database.drop());

  const letters = () => dataSource.getRepository(DeadLetterRow).find();
  const things = () => dataSource.getRepository(SampleThing);

  /** Everything in the log as one batch. */
  async function consume(): Promise<void> {
    const records = await transport.read(line.topic, 0, 0, { maxRecords: COUNT, maxBytes: 100 * MEGABYTE });
    await line.consume(transport, dataSource, { topic: line.topic, partition: 0, records, isStale: () => false });
  }

  it('one of 2,000 that the database refuses costs only its own message, in as many steps as halving takes', async () => {
    let calls = 0;
    line.before = () => void calls++;
    // More than the column holds: nothing but the database knows.
    line.extra = (version) => (version === CULPRIT ? { bigNumber: 1e30 } : {});
    await transport.append(Array.from({ length: COUNT }, (_, index) => line.record(`k${index + 1}`, index + 1)));
    await consume();
    expect(await letters()).toMatchObject([{ messageKey: idOf(`k${CULPRIT}`), tries: 0 }]);
    expect(await things().count()).toBe(COUNT - 1);
    // All, then both halves, then both halves of the half with the culprit …: three times the whole at most.
    expect(calls).toBeLessThan(3 * COUNT);
  }, 60_000);

  it('that are together more than a statement may hold are written in several', async () => {
    line.extra = () => ({ title: 'large', bytes: Buffer.alloc(MEGABYTE, 'x') });
    await transport.append(Array.from({ length: 24 }, (_, index) => line.record(`k${index}`, 1)));
    await consume();
    expect(await things().countBy({ title: 'large' })).toBe(24);
    expect(await letters()).toEqual([]);
  });

  it.runIf(database.name === 'sqlite')(
    'for which the disk has no room are none of them written, and all of them, once, when there is room',
    async () => {
      const pragma = async (text: string): Promise<number> =>
        Object.values(((await dataSource.query(`PRAGMA ${text}`)) as Record<string, number>[])[0] ?? {})[0] as number;
      line.extra = () => ({ bytes: Buffer.alloc(100_000) });
      await transport.append([1, 2, 3].map((version) => line.record('a', version)));
      let calls = 0;
      line.before = () => void calls++;
      await pragma(`max_page_count = ${(await pragma('page_count')) + 10}`);
      const leave = await line.join(transport, dataSource);
      await expect.poll(() => calls, { timeout: 10_000 }).toBeGreaterThan(6);
      expect([await things().count(), await letters()]).toEqual([0, []]);
      await pragma('max_page_count = 1000000');
      await expect.poll(() => line.heard(dataSource, 'a'), { timeout: 10_000 }).toBe('1,2,3');
      await leave();
    },
  );

  it.runIf(database.name === 'mariadb')(
    'one that is larger than the server takes at once is an error of its message, never of the connection',
    async () => {
      // Sent as it is, the server's answer or a broken connection would come back, by chance: hence several.
      for (const version of [1, 2, 3, 4]) {
        line.extra = (one) => (one === version ? { body: 'x'.repeat(18 * MEGABYTE) } : {});
        await transport.append([line.record(`a${version}`, 9), line.record(`b${version}`, version)]);
        await consume();
        await transport.append([line.record(`a${version}`, 10)]);
        await consume();
        expect(await line.heard(dataSource, `a${version}`)).toBe('9,10');
      }
      expect((await letters()).map(({ messageKey, reason }) => [messageKey, reason]).toSorted()).toEqual(
        [1, 2, 3, 4]
          .map((version) => [idOf(`b${version}`), expect.stringContaining('larger than max_allowed_packet')])
          .toSorted(),
      );
    },
    60_000,
  );
});
