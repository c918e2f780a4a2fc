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
import { lockPosition, movePosition } from './position.js';

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

/**
 * Handles a batch: message by message outside, batch inside. Everything that its messages change and say is written in ONE
 * transaction together with the group's position, so it happens once however often the batch is delivered.
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

  /** Resolves when the batch is committed. Rejects when it must come again: the database is away, or the batch is stale. */
  async consume(registration: Registration, batch: RecordBatch): Promise<void> {
    const { group } = registration.options;
    const messages = batch.records.map((record) => incomingOf(record, registration.message));
    const release = await this.hooks.before.run(group, messages.length);
    try {
      await this.commit(registration, batch, messages);
    } finally {
      release();
    }
    this.hooks.after.run(group);
  }

  private async commit(registration: Registration, batch: RecordBatch, messages: readonly Incoming[]): Promise<void> {
    for (let redone = 0; ; redone++) {
      try {
        const { afterCommit, finished } = await inTransaction(this.dataSource, (manager) =>
          this.write(manager, registration, batch, messages),
        );
        await afterCommit();
        if (finished) return;
        // What is left begins anew: the position tells how far it came.
        redone = -1;
      } catch (error) {
        const raced = isDuplicate(error) || error instanceof VersionConflict;
        if (raced && redone < REDO_LIMIT) continue;
        if (!raced && !isDataError(error)) throw error;
        await this.commitApart(registration, batch, messages, error as Error);
        return;
      }
    }
  }

  /** The write failed because of a row: halves until the culprit stands alone, and that one has failed. */
  private async commitApart(
    registration: Registration,
    batch: RecordBatch,
    messages: readonly Incoming[],
    error: Error,
  ): Promise<void> {
    if (messages.length === 1) {
      const [message] = messages as [Incoming];
      // Not even as it came could it be kept. It is not dropped, so it comes again: after a pause, and for the log to see.
      if (message.failure) throw error;
      await this.commit(registration, batch, [{ record: message.record, failure: error }]);
      return;
    }
    const middle = Math.ceil(messages.length / 2);
    await this.commit(registration, batch, messages.slice(0, middle));
    await this.commit(registration, batch, messages.slice(middle));
  }

  private async write(
    manager: EntityManager,
    registration: Registration,
    batch: RecordBatch,
    messages: readonly Incoming[],
  ): Promise<Written> {
    const { group, load } = registration.options;
    const now = this.clock.now();
    const place = { group, topic: batch.topic, partition: batch.partition };
    const position = await lockPosition(manager, place);
    const ahead = messages.filter(({ record }) => record.offset >= position);
    const last = ahead.at(-1);
    if (!last) return { afterCommit: nothingMore, finished: true };
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
    await movePosition(manager, place, next ? next.record.offset : last.record.offset + 1);
    if (batch.isStale()) throw new StaleBatch(`${batch.topic}/${batch.partition} belongs to another member by now`);
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

function isOurs({ record }: Incoming): boolean {
  return !record.unreadable;
}

function keyOf({ record }: Incoming): string {
  return record.envelope.key;
}

async function nothingMore(): Promise<void> {
  await Promise.resolve();
}
