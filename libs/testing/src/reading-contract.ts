import { describe, expect, it } from 'vitest';
import type { StoredRecord, Transport } from '#libs/bus';
import { newName, recordOn, textOf } from './contract-records.js';

/** What a test of the contract has at hand. */
export interface ReadingDesk {
  /** Three partitions, of the test's own. */
  topic(): string;
  /** A transport in a place of the test's own. */
  start(): Promise<Transport>;
  /** Subscribes and gathers what comes. */
  gather(transport: Transport): Promise<StoredRecord[]>;
}

/** What every transport promises to whoever looks at the log without being in a group. */
export function readingContract({ topic, start, gather }: ReadingDesk): void {
  describe('read without a group', () => {
    const bounds = { maxRecords: 100, maxBytes: 1024 * 1024 };
    /** All of one key, so that they stand in one partition. */
    async function fill(transport: Transport, count: number, padding = ''): Promise<number> {
      for (let round = 0; round < count; round++)
        await transport.append([recordOn(topic(), 'a', `${round}${padding}`)]);
      const filled = (await transport.extents(topic())).find(({ end }) => end > 0);
      return filled?.partition ?? -1;
    }

    it('gives what stands in the log from any offset on, with the time at which it was appended', async () => {
      const transport = await start();
      const before = Date.now();
      const partition = await fill(transport, 5);
      const found = await transport.read(topic(), partition, 2, bounds);
      expect(found.map(textOf)).toEqual(['2', '3', '4']);
      expect(found.map(({ offset }) => offset)).toEqual([2, 3, 4]);
      for (const { appendedAt } of found) {
        expect(appendedAt.getTime()).toBeGreaterThanOrEqual(before);
        expect(appendedAt.getTime()).toBeLessThanOrEqual(Date.now());
      }
      expect(await transport.read(topic(), partition, 5, bounds)).toEqual([]);
      expect(await transport.read(topic(), partition, 77, bounds)).toEqual([]);
      expect(await transport.read(topic(), 17, 0, bounds)).toEqual([]);
    });

    it('gives no more at once than it was asked for, and all of it to whoever goes on behind the last', async () => {
      const transport = await start();
      const partition = await fill(transport, 12, 'x'.repeat(1_000));
      const pages: number[] = [];
      for (let next = 0, page = await transport.read(topic(), partition, 0, bounds); page.length > 0;) {
        page = await transport.read(topic(), partition, next, { maxRecords: 5, maxBytes: 4_500 });
        pages.push(page.length);
        next = (page.at(-1)?.offset ?? next) + 1;
      }
      expect(pages.every((length) => length <= 4)).toBe(true);
      expect(pages.reduce((sum, length) => sum + length, 0)).toBe(12);
      expect(await transport.read(topic(), partition, 3, { maxRecords: 5, maxBytes: 10 })).toHaveLength(1);
    });

    it('moves no group, and a group moves it as little', async () => {
      const transport = await start();
      const partition = await fill(transport, 3);
      await transport.read(topic(), partition, 0, bounds);
      const heard = await gather(transport);
      await expect.poll(() => heard.map(textOf), { timeout: 10_000 }).toEqual(['0', '1', '2']);
      expect((await transport.read(topic(), partition, 0, bounds)).map(textOf)).toEqual(['0', '1', '2']);
    });

    it('finds where a moment stands, and says where every partition begins and ends', async () => {
      const transport = await start();
      expect(await transport.extents(newName('unknown'))).toEqual([]);
      const none = await transport.extents(topic());
      expect(none).toEqual([0, 1, 2].map((partition) => ({ partition, start: 0, end: 0 })));
      const moments: Date[] = [];
      for (let round = 0; round < 5; round++) {
        moments.push(new Date());
        await fill(transport, 2);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const filled = (await transport.extents(topic())).find(({ end }) => end > 0);
      expect(filled).toMatchObject({ start: 0, end: 10 });
      const { partition } = filled as { partition: number };
      const offsets = await Promise.all(moments.map((moment) => transport.offsetAt(topic(), partition, moment)));
      expect(offsets).toEqual([0, 2, 4, 6, 8]);
      expect(await transport.offsetAt(topic(), partition, new Date(0))).toBe(0);
      expect(await transport.offsetAt(topic(), partition, new Date(Date.now() + 60_000))).toBe(10);
    });
  });
}
