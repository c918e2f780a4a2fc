import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, Problem } from '#libs/runtime';
import { inTransaction, isDuplicate, VersionConflict, Workspace, type LoadStage } from '#libs/store';
import type { Circumstances, Decision } from './decision.js';
import { recordsOf } from './records-of.js';
import { Transport } from './transport.js';
import { UnitOfWork } from './unit-of-work.js';

const TRIES = 5;

/** UnitOfWork on the database, saying its messages through the transport. */
@Injectable()
export class TransactionalUnitOfWork extends UnitOfWork {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transport: Transport,
    private readonly clock: Clock,
  ) {
    super();
  }

  async act<I, D extends Decision>(
    input: I,
    load: readonly LoadStage<I>[],
    decide: (input: I, circumstances: Circumstances) => D,
  ): Promise<D> {
    let lastError: unknown;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      try {
        return await this.once(input, load, decide);
      } catch (error) {
        // Another writer came between: what it wrote is loaded, and decided upon, anew.
        if (!isDuplicate(error) && !(error instanceof VersionConflict)) throw error;
        lastError = error;
      }
    }
    throw new Problem('database-busy', 'Others write the same rows again and again; try once more.', {
      cause: lastError,
      retryAfterSeconds: 1,
    });
  }

  private async once<I, D extends Decision>(
    input: I,
    load: readonly LoadStage<I>[],
    decide: (input: I, circumstances: Circumstances) => D,
  ): Promise<D> {
    const { decision, afterCommit } = await inTransaction(this.dataSource, async (manager) => {
      const workspace = new Workspace();
      await workspace.load(manager, load, [input]);
      const now = this.clock.now();
      const made = decide(input, { view: workspace.view, now });
      workspace.apply(made.changes);
      await workspace.flush(manager);
      return {
        decision: made,
        afterCommit: await this.transport.appendWithin(manager, recordsOf(made.messages ?? [], now)),
      };
    });
    await afterCommit();
    return decision;
  }
}
