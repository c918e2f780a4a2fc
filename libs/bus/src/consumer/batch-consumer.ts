import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '#libs/runtime';
import { inTransaction, isDataError, isDuplicate, VersionConflict, Workspace } from '#libs/store';
import { BatchHooks } from '../batch-hooks.js';
import { BusMetrics } from '../bus-metrics.js';
import type { Registration } from '../registration.js';
import { Transport, type RecordBatch } from '../transport.js';
import { mirrorOf } from '../dead-letters/mirror.js';
import { park } from '../parked/park.js';
import { ParkedSignal } from '../parked/parked-signal.js';
import { parkedAmong } from '../parked/parked-table.js';
import { fold } from './fold.js';
import { markHandled, notYetHandled } from './inbox.js';
import { incomingOf, type Incoming } from './incoming.js';
import { logFailure } from './log-failure.js';
import { lockPositions, movePositions } from './position.js';

/** Batches redone because another writer came between, before the error is taken for one of the data. */
const REDO_LIMIT = 3;

/** A transaction that is about to be committed. */
interface Written {
  readonly afterCommit: () => Promise<void>;
  /** False when messages are left that can be decided only on top of this commit. */
  readonly finished: boolean;
}

/** Another member owns the partition by now: nothing of this batch may be committed. */
export class StaleBatch extends Error {
  override readonly name = 'StaleBatch';
}

/** Batches of different partitions of one topic, whose messages are written together. */
type Batches = readonly RecordBatch[];

/**
 * Handles batches: message by message outside, batch inside. Everything that their messages change and say is written in ONE
 * transaction together with the group's positions, so it happens once however often a batch is delivered.
 */
@Injectable()
export class BatchConsumer {
  private readonly log = new Logger('bus');

  constructor(
    private readonly dataSource: DataSource,
    private readonly transport: Transport,
    private readonly clock: Clock,
    private readonly hooks: BatchHooks,
    private readonly metrics: BusMetrics,
    private readonly parked: ParkedSignal,
  ) {}

  /**
   * Resolves when the batches are committed. Rejects when they must come again: the database is away, a batch is stale, or, of
   * several, a row can't be written; then each is to be given alone.
   * @param batches of one topic, no two of one partition; at least one
   */
  async consume(registration: Registration, batches: Batches): Promise<void> {
    const { group } = registration.options;
    const messages = batches.flatMap(({ records }) =>
      records.map((record) => incomingOf(record, registration.message)),
    );
    const release = await this.hooks.before.run(group, messages.length);
    try {
      await this.commit(registration, batches, messages);
    } finally {
      release();
    }
    this.hooks.after.run(
      group,
      messages.flatMap(({ body }) => body ?? []),
    );
  }

  private async commit(registration: Registration, batches: Batches, messages: readonly Incoming[]): Promise<void> {
    for (let redone = 0; ; redone++) {
      try {
        const { afterCommit, finished } = await inTransaction(this.dataSource, (manager) =>
          this.write(manager, registration, batches, messages),
        );
        await afterCommit();
        if (finished) return;
        // What is left begins anew: the position tells how far it came.
        redone = -1;
      } catch (error) {
        const raced = isDuplicate(error) || error instanceof VersionConflict;
        if (raced && redone < REDO_LIMIT) continue;
        if (batches.length > 1 || (!raced && !isDataError(error))) throw error;
        await this.commitApart(registration, batches, messages, error as Error);
        return;
      }
    }
  }

  /** The write failed because of a row: halves until the culprit stands alone, and that one has failed. */
  private async commitApart(
    registration: Registration,
    batches: Batches,
    messages: readonly Incoming[],
    error: Error,
  ): Promise<void> {
    if (messages.length === 1) {
      const [message] = messages as [Incoming];
      // Not even as it came could it be kept. It is not dropped, so it comes again: after a pause, and for the log to see.
      if (message.failure) throw error;
      await this.commit(registration, batches, [{ record: message.record, failure: error }]);
      return;
    }
    const middle = Math.ceil(messages.length / 2);
    await this.commit(registration, batches, messages.slice(0, middle));
    await this.commit(registration, batches, messages.slice(middle));
  }

  private async write(
    manager: EntityManager,
    registration: Registration,
    batches: Batches,
    messages: readonly Incoming[],
  ): Promise<Written> {
    const { group, load } = registration.options;
    const now = this.clock.now();
    const { topic } = batches[0] as RecordBatch;
    const place = { group, topic };
    const positions = await lockPositions(
      manager,
      place,
      batches.map(({ partition }) => partition),
    );
    const ahead = messages.filter(({ record }) => record.offset >= (positions.get(record.partition) as number));
    if (ahead.length === 0) return { afterCommit: nothingMore, finished: true };
    const fresh = await notYetHandled(manager, group, ahead);
    const parked = await parkedAmong(manager, place, fresh.filter(isOurs).map(keyOf));
    const workspace = new Workspace();
    await workspace.load(
      manager,
      load,
      fresh.flatMap(({ record, body }) => (body && !parked.has(record.envelope.key) ? [body] : [])),
    );
    const folded = await fold(registration, fresh, workspace, { now, parked });
    const handled = fresh.slice(0, folded.decided);
    const next = fresh[folded.decided];
    await workspace.flush(manager);
    const letters = await park(manager, group, folded, new Date());
    await markHandled(manager, group, handled, now);
    const publish = await this.transport.appendWithin(manager, [...folded.said, ...letters.map(mirrorOf)]);
    await movePositions(manager, place, positionsUpTo(ahead, next));
    const stale = batches.find((batch) => batch.isStale());
    if (stale) throw new StaleBatch(`${topic}/${stale.partition} belongs to another member by now`);
    const repeats = ahead.length - fresh.length;
    const afterCommit = async (): Promise<void> => {
      await publish();
      this.metrics.batchHandled(registration, {
        handled: handled.length - folded.failed.length - folded.behind.length,
        repeats: next ? 0 : repeats,
        parked: folded.behind.length + folded.failed.length - letters.length,
        dead: letters.length,
      });
      for (const one of folded.failed) logFailure(this.log, registration, one);
      if (folded.failed.length > 0) this.parked.changed();
    };
    return { afterCommit, finished: next === undefined };
  }
}

/** Where the group stands in each partition once everything before `next`, or everything, is done. */
function positionsUpTo(messages: readonly Incoming[], next: Incoming | undefined): Map<number, number> {
  const positions = new Map<number, number>();
  for (const message of messages) {
    const { partition, offset } = message.record;
    positions.set(partition, message === next ? offset : offset + 1);
    if (message === next) break;
  }
  return positions;
}

function isOurs({ record }: Incoming): boolean {
  return !record.unreadable;
}

function keyOf({ record }: Incoming): string {
  return record.envelope.key;
}

async function nothingMore(): Promise<void> {
  await Promise.resolve();
}
