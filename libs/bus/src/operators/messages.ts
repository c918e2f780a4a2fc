import { Injectable } from '@nestjs/common';
import type { DatedRecord } from '../envelope.js';
import { partitionOf } from '../partition-of.js';
import { Transport } from '../transport.js';

const PAGE_BYTES = 1024 * 1024;
const SCAN = { maxRecords: 500, maxBytes: PAGE_BYTES };
/** Of one page that looks for something: what is rarer than this takes several pages. */
const SCAN_RECORDS = 5_000;
const SCAN_MILLISECONDS = 3_000;

/** A stretch of one partition that is still to be shown. */
export interface Stretch {
  readonly partition: number;
  readonly next: number;
  /** Where it ends; absent where it ends with the log. */
  readonly end?: number;
}

/** Which messages of a topic are wanted. */
export interface MessageChoice {
  readonly topic: string;
  /** All of them unless told. */
  readonly partition?: number;
  /** Looks in the key's own partition. */
  readonly key?: string;
  readonly id?: string;
  /** The oldest there are, the newest there are, from an offset on, or from a moment on. */
  readonly from: 'start' | 'end' | number | Date;
  readonly until?: Date;
}

export interface MessagePage {
  readonly records: readonly DatedRecord[];
  /** What is left, behind this page; empty when that was all. */
  readonly rest: readonly Stretch[];
}

interface Bounded extends Stretch {
  readonly end: number;
}

interface Piece {
  readonly records: readonly DatedRecord[];
  readonly next: number;
  readonly isAll: boolean;
}

/** Looking into the log: message by message, without anybody's position being moved. */
@Injectable()
export class Messages {
  constructor(private readonly transport: Transport) {}

  /**
   * The stretches of the log that a choice stands for.
   * @param newest how many of each partition `from: 'end'` shows
   */
  async stretches(choice: MessageChoice, newest: number): Promise<Stretch[]> {
    const extents = await this.transport.extents(choice.topic);
    const only = choice.partition ?? (choice.key === undefined ? undefined : partitionOf(choice.key, extents.length));
    const wanted = extents.filter(({ partition }) => only === undefined || partition === only);
    return Promise.all(
      wanted.map(async ({ partition, start, end }) => {
        const { topic, from, until } = choice;
        const next =
          from === 'start'
            ? start
            : from === 'end'
              ? Math.max(start, end - newest)
              : from instanceof Date
                ? await this.transport.offsetAt(topic, partition, from)
                : Math.max(start, from);
        return { partition, next, ...(until ? { end: await this.transport.offsetAt(topic, partition, until) } : {}) };
      }),
    );
  }

  /** The next messages in the order of their times; of a key or an id, partition by partition. */
  async page(choice: MessageChoice, stretches: readonly Stretch[], limit: number): Promise<MessagePage> {
    const isLookedFor = choice.key !== undefined || choice.id !== undefined;
    const bounded = await this.toNow(choice.topic, stretches);
    const page = await (isLookedFor ? this.found(choice, bounded, limit) : this.merged(choice.topic, bounded, limit));
    // Where it ended with the log it shall do so the next time, too: there may be more by then.
    const own = new Map(stretches.map((stretch) => [stretch.partition, stretch.end]));
    const rest = page.rest.map(({ partition, next }) => {
      const end = own.get(partition);
      return { partition, next, ...(end === undefined ? {} : { end }) };
    });
    return { records: page.records, rest };
  }

  /** All of a choice, partition by partition, up to where the log ends now; a few at a time, so that any amount may be asked for. */
  async *all(choice: MessageChoice): AsyncGenerator<readonly DatedRecord[]> {
    const matches = matcherOf(choice);
    for (const stretch of await this.toNow(choice.topic, await this.stretches(choice, Number.MAX_SAFE_INTEGER))) {
      for (let { next } = stretch, isAll = false; !isAll;) {
        const piece = await this.read(choice.topic, { ...stretch, next }, SCAN.maxRecords);
        yield piece.records.filter(matches);
        next = piece.next;
        isAll = piece.isAll;
      }
    }
  }

  /** From every partition what it has next, the oldest of them first; a partition's own order always holds. */
  private async merged(topic: string, stretches: readonly Bounded[], limit: number): Promise<MessagePage> {
    const queues = await Promise.all(
      stretches.map(async (stretch) => ({ stretch, ...(await this.read(topic, stretch, limit)), taken: 0 })),
    );
    const records: DatedRecord[] = [];
    while (records.length < limit) {
      const heads = queues.filter(({ records: ahead, taken }) => taken < ahead.length);
      if (heads.length === 0) break;
      const timeOf = (queue: (typeof heads)[number]): number =>
        (queue.records[queue.taken] as DatedRecord).appendedAt.getTime();
      const oldest = heads.reduce((best, one) => (timeOf(one) < timeOf(best) ? one : best));
      records.push(oldest.records[oldest.taken++] as DatedRecord);
    }
    const rest = queues.flatMap(({ stretch, records: ahead, taken, isAll }): Stretch[] => {
      if (isAll && taken === ahead.length) return [];
      return [{ ...stretch, next: taken === 0 ? stretch.next : (ahead[taken - 1] as DatedRecord).offset + 1 }];
    });
    return { records, rest };
  }

  private async found(choice: MessageChoice, stretches: readonly Bounded[], limit: number): Promise<MessagePage> {
    const matches = matcherOf(choice);
    const records: DatedRecord[] = [];
    const rest = [...stretches];
    const until = Date.now() + SCAN_MILLISECONDS;
    for (let scanned = 0; rest[0] && scanned < SCAN_RECORDS && Date.now() < until;) {
      const stretch = rest[0];
      const piece = await this.read(choice.topic, stretch, SCAN.maxRecords);
      scanned += piece.records.length;
      for (const record of piece.records) {
        if (matches(record)) records.push(record);
        rest[0] = { ...stretch, next: record.offset + 1 };
        if (records.length === limit) return { records, rest };
      }
      if (piece.isAll) rest.shift();
    }
    return { records, rest };
  }

  private async toNow(topic: string, stretches: readonly Stretch[]): Promise<Bounded[]> {
    const ends = new Map((await this.transport.extents(topic)).map(({ partition, end }) => [partition, end]));
    return stretches.map((stretch) => {
      const end = Math.min(stretch.end ?? Number.MAX_SAFE_INTEGER, ends.get(stretch.partition) ?? 0);
      return { ...stretch, end };
    });
  }

  private async read(topic: string, { partition, next, end }: Bounded, most: number): Promise<Piece> {
    if (next >= end) return { records: [], next, isAll: true };
    const read = await this.transport.read(topic, partition, next, { maxRecords: most, maxBytes: PAGE_BYTES });
    const behind = (read.at(-1)?.offset ?? end) + 1;
    return { records: read.filter(({ offset }) => offset < end), next: behind, isAll: behind >= end };
  }
}

function matcherOf({ key, id }: MessageChoice): (record: DatedRecord) => boolean {
  return ({ envelope }) => (key === undefined || envelope.key === key) && (id === undefined || envelope.id === id);
}
