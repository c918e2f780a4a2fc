import { Logger } from '@nestjs/common';
import { afterAll, expect, it } from 'vitest';
import { BusLine, OwnMariadb, sampleSchema } from '#libs/testing';
import { openDatabase } from '#libs/store';
import { busSchema } from '../bus-schema.js';
import { EmbeddedTransport } from '../embedded/embedded.transport.js';

const MESSAGES = 20;
const server = await OwnMariadb.make();
afterAll(() => server?.stopAndForget());

it.runIf(server)(
  'a database that is killed in the middle of a transaction, and comes back, has every message once and in order',
  async () => {
    const own = server as OwnMariadb;
    Logger.overrideLogger(false);
    await own.start();
    const dataSource = await openDatabase(own.url, [busSchema, sampleSchema]);
    const transport = new EmbeddedTransport(dataSource);
    const line = new BusLine();
    await transport.prepare(line.topics(1));
    // Dies while the first batch is decided, and again while a later one is.
    const dies = new Set([3, MESSAGES + 2]);
    let deaths = 0;
    line.before = async (_, version) => {
      if (!dies.delete(version)) return;
      await own.kill();
      deaths++;
    };
    const append = (from: number): Promise<void> =>
      transport.append(Array.from({ length: MESSAGES }, (_, index) => line.record('a', from + index)));
    const upTo = (last: number): string => Array.from({ length: last }, (_, index) => index + 1).join();
    const heard = () => expect.poll(() => line.heard(dataSource, 'a').catch(() => 'away'), { timeout: 30_000 });

    await append(1);
    const leave = await line.join(transport, dataSource);
    await expect.poll(() => deaths, { timeout: 10_000 }).toBe(1);
    await expect(append(1_000)).rejects.toMatchObject({ code: 'log-unavailable' });
    await own.start();
    await heard().toBe(upTo(MESSAGES));
    await append(MESSAGES + 1);
    await expect.poll(() => deaths, { timeout: 10_000 }).toBe(2);
    await own.start();
    await heard().toBe(upTo(2 * MESSAGES));
    expect(await dataSource.query('SELECT COUNT(*) AS letters FROM bus_dead_letter')).toMatchObject([{ letters: 0 }]);
    await leave();
    await transport.close();
    await dataSource.destroy();
  },
  150_000,
);

it.runIf(server)(
  'a database that takes less at once than a message may need is named before anything begins',
  async () => {
    const own = server as OwnMariadb;
    await own.kill();
    await own.start('--max-allowed-packet=4M');
    await expect(openDatabase(own.url, [busSchema])).rejects.toThrow(
      /max_allowed_packet of the server is 4194304.*16M/,
    );
  },
);
