import type { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogRecord, RecordBatch, StoredRecord, Transport } from '#libs/bus';
import { newName, recordOn, textOf } from './contract-records.js';
import { readingContract } from './reading-contract.js';

/** A transport over a place that outlives it, so that a restart can be played. */
export interface TransportPlace {
  open(): Promise<Transport>;
  /** Removes what stands before the offset, as retention does. */
  remove(topic: string, partition: number, before: number): Promise<void>;
  /** Where consumers keep their positions. */
  readonly dataSource: DataSource;
  close(): Promise<void>;
}

/** What every transport promises, whatever it is made of. */
export function transportContract(
  name: string,
  openPlace: () => Promise<TransportPlace>,
  storePosition: (place: TransportPlace, group: string, batch: RecordBatch) => Promise<void>,
): void {
  describe(`the transport contract on ${name}`, () => {
    let place: TransportPlace;
    let topic: string;
    let readers: string;
    const record = (key: string, text: string): LogRecord => recordOn(topic, key, text);
    const open: Transport[] = [];

    async function start(): Promise<Transport> {
      const transport = await place.open();
      await transport.prepare([{ topic, partitions: 3 }]);
      open.push(transport);
      return transport;
    }

    /** Subscribes and gathers what comes; positions are stored as a consumer does. */
    async function gather(transport: Transport, group = readers): Promise<StoredRecord[]> {
      const heard: StoredRecord[] = [];
      await transport.subscribe(group, [topic], async (batch) => {
        heard.push(...batch.records);
        await storePosition(place, group, batch);
      });
      return heard;
    }

    beforeEach(() => {
      topic = newName('topic');
      readers = newName('readers');
    });

    afterEach(async () => {
      for (const transport of open.splice(0)) await transport.close();
      await place.close();
    });

    it('hands over every record of a key in the order in which it was appended', async () => {
      place = await openPlace();
      const transport = await start();
      const heard = await gather(transport);
      for (let round = 0; round < 20; round++)
        await transport.append(['a', 'b', 'c', 'd', 'e'].map((key) => record(key, `${key}${round}`)));
      await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(100);
      for (const key of ['a', 'b', 'c', 'd', 'e']) {
        expect(heard.filter(({ envelope }) => envelope.key === key).map(textOf)).toEqual(
          Array.from({ length: 20 }, (_, round) => `${key}${round}`),
        );
      }
    });

    it('keeps envelope and body to the last character', async () => {
      place = await openPlace();
      const transport = await start();
      const heard = await gather(transport);
      const sent: LogRecord = {
        ...record('钥匙 🔑', '𡈽䶮 "quoted" \\ \u0000 🚧'),
        envelope: {
          ...record('钥匙 🔑', '').envelope,
          traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
          sequence: 7,
        },
      };
      await transport.append([sent]);
      await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(1);
      expect(heard[0]).toMatchObject({ topic, envelope: sent.envelope, body: sent.body });
    });

    it('lets every group hear every record', async () => {
      place = await openPlace();
      const transport = await start();
      const [first, second] = [await gather(transport, newName('first')), await gather(transport, newName('second'))];
      await transport.append([record('a', '1'), record('b', '2')]);
      await expect.poll(() => [first.length, second.length], { timeout: 10_000 }).toEqual([2, 2]);
    });

    it('goes on where the group had stopped, after a restart', async () => {
      place = await openPlace();
      const before = await start();
      const heard = await gather(before);
      await before.append([record('a', '1')]);
      await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(1);
      await before.close();
      const after = await start();
      await after.append([record('a', '2')]);
      const later = await gather(after);
      await expect.poll(() => later.map(textOf), { timeout: 10_000 }).toEqual(['2']);
    });

    it('brings the same records again when they could not be handled, and loses none', async () => {
      place = await openPlace();
      const transport = await start();
      const seen: string[] = [];
      let failures = 2;
      await transport.subscribe(readers, [topic], async (batch) => {
        seen.push(...batch.records.map(textOf));
        if (failures-- > 0) throw new Error('not now');
        await storePosition(place, readers, batch);
      });
      await transport.append([record('a', '1')]);
      await expect.poll(() => seen, { timeout: 15_000 }).toEqual(['1', '1', '1']);
      await expect
        .poll(
          () =>
            transport.lag(readers, [topic]).then((lags) => lags.reduce((sum, lag) => sum + lag.end - lag.position, 0)),
          { timeout: 10_000 },
        )
        .toBe(0);
    });

    it('tells how far a group is behind', async () => {
      place = await openPlace();
      const transport = await start();
      await transport.append([record('a', '1'), record('a', '2'), record('b', '3')]);
      const behind = (await transport.lag(readers, [topic])).reduce((sum, lag) => sum + lag.end - lag.position, 0);
      expect(behind).toBe(3);
    });

    it('lets nobody wait for what retention has removed', async () => {
      place = await openPlace();
      const transport = await start();
      await transport.append(['1', '2', '3'].map((text) => record('a', text)));
      const filled = (await transport.extents(topic)).find(({ end }) => end > 0);
      const partition = filled?.partition ?? -1;
      await place.remove(topic, partition, 2);
      const lagOf = async (): Promise<number[]> => {
        const lag = (await transport.lag(readers, [topic])).find((one) => one.partition === partition);
        return [lag?.position ?? -1, lag?.end ?? -1];
      };
      expect(await lagOf()).toEqual([2, 3]);
      expect((await transport.extents(topic))[partition]).toEqual({ partition, start: 2, end: 3 });
      const heard = await gather(transport);
      await expect.poll(() => heard.map(textOf), { timeout: 10_000 }).toEqual(['3']);
      await place.remove(topic, partition, 3);
      expect((await transport.extents(topic))[partition]).toEqual({ partition, start: 3, end: 3 });
      const nobodyYet = (await transport.lag(newName('late'), [topic])).find((one) => one.partition === partition);
      expect(nobodyYet).toMatchObject({ position: 3, end: 3 });
    });

    readingContract({
      topic: () => topic,
      start: async () => {
        place = await openPlace();
        return start();
      },
      gather,
    });
  });
}
