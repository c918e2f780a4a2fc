import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '#libs/runtime';
import { inTransaction, isDataError, isDuplicate, VersionConflict, Workspace } from '#libs/store';
import { BatchHooks } from '../batch-hooks.js';
import { BusMetrics } from '../bus-metrics.js';
import { fold } from '../consumer/fold.js';
import { incomingOf } from '../consumer/incoming.js';
import { logFailure } from '../consumer/log-failure.js';
import { mirrorOf } from '../dead-letters/mirror.js';
import { topicOf } from '../envelope.js';
import { Pauses } from '../operators/pauses.js';
import type { Registration } from '../registration.js';
import { Transport } from '../transport.js';
import { parkedRecord } from './park.js';
import { deleteKey, firstParked, lockKey, type DueKey, type PlacedRow } from './parked-table.js';
import type { ParkedKeyRow } from './parked-key-row.entity.js';
import { settleRun } from './settle-run.js';

const REDO_LIMIT = 3;
const ALL = 200;

interface Turn {
  /** False when there was nothing to do here after all. */
  readonly worked: boolean;
  readonly afterCommit: () => Promise<void>;
}

const NOTHING: Turn = { worked: false, afterCommit: () => Promise.resolve() };

/** One key's turn: its first message again, and those behind it when that went well; all in one transaction. */
@Injectable()
export class ParkedTurn {
  private readonly log = new Logger('parked keys');

  constructor(
    private readonly dataSource: DataSource,
    private readonly transport: Transport,
    private readonly clock: Clock,
    private readonly hooks: BatchHooks,
    private readonly metrics: BusMetrics,
    private readonly pauses: Pauses,
  ) {}

  /** Resolves to false when another process has the key, or it is not due any more. */
  async run(registrations: readonly Registration[], due: DueKey): Promise<boolean> {
    let rows = due.clean ? ALL : 1;
    let failure: Error | undefined;
    for (let redone = 0; ;) {
      const release = await this.hooks.before.run(due.group, rows);
      try {
        const { worked, afterCommit } = await inTransaction(this.dataSource, (manager) =>
          this.once(manager, registrations, due, { rows, failure }),
        );
        await afterCommit();
        if (worked) this.hooks.after.run(due.group);
        return worked;
      } catch (error) {
        const raced = isDuplicate(error) || error instanceof VersionConflict;
        if (raced && redone++ < REDO_LIMIT) continue;
        if ((!raced && !isDataError(error)) || failure) throw error;
        // A row of one of them can't be written: alone, it is known.
        if (rows === 1) failure = error as Error;
        rows = 1;
      } finally {
        release();
      }
    }
  }

  private async once(
    manager: EntityManager,
    registrations: readonly Registration[],
    due: DueKey,
    { rows, failure }: { rows: number; failure: Error | undefined },
  ): Promise<Turn> {
    const header = await lockKey(manager, due, 'unlessLocked');
    const wallNow = new Date();
    if (!header || !isDue(header, wallNow)) return NOTHING;
    const run = oneReplay(await firstParked(manager, due, rows));
    const [first] = run;
    if (!first) {
      await deleteKey(manager, due);
      return { ...NOTHING, worked: true };
    }
    const registration = registrations.find(
      ({ message, options }) => options.group === due.group && topicOf(message.name) === due.topic,
    );
    if (!registration) return NOTHING;
    this.pauses.check(due.group, registration.message.name);
    const messages = run.map((row) => {
      const record = parkedRecord(row);
      return failure ? { record, failure } : incomingOf(record, registration.message);
    });
    const workspace = new Workspace();
    await workspace.load(
      manager,
      registration.options.load,
      messages.flatMap(({ body }) => (body ? [body] : [])),
    );
    const folded = await fold(registration, messages, workspace, {
      now: this.clock.now(),
      // A person has asked for one try of a dead letter, not for the whole schedule anew.
      delayed: first.deadLetterId ? Number.POSITIVE_INFINITY : header.tries + 1,
      againIn: first.again ? first.replayId : null,
    });
    await workspace.flush(manager);
    const letters = await settleRun(manager, { header, run, folded, now: wallNow });
    const publish = await this.transport.appendWithin(manager, [...folded.said, ...letters.map(mirrorOf)]);
    const afterCommit = async (): Promise<void> => {
      await publish();
      const handled = folded.decided - folded.failed.length - folded.behind.length;
      const dead = folded.failed.filter(({ verdict }) => verdict.kind === 'dead').length;
      this.metrics.parkedHandled(registration, { handled, dead });
      for (const one of folded.failed) logFailure(this.log, registration, one);
    };
    return { worked: true, afterCommit };
  }
}

function isDue({ state, dueAt, lastFailedAt }: ParkedKeyRow, now: Date): boolean {
  if (state !== 'retrying') return false;
  return !dueAt || dueAt <= now || (lastFailedAt !== null && lastFailedAt > now);
}

/** As many of the first as came the same way: what a replay handles anew says new things. */
function oneReplay(rows: readonly PlacedRow[]): PlacedRow[] {
  const other = rows.findIndex(({ replayId }) => replayId !== rows[0]?.replayId);
  return rows.slice(0, other < 0 ? rows.length : other);
}
