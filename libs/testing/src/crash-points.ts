import type { DataSource, QueryRunner } from 'typeorm';

/** The process died here. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/**
 * Lets the work on a database die at its n-th step: before a statement, before the commit, or right after it. What was not
 * committed is rolled back, as it is when a process dies.
 */
export class CrashPoints {
  private left = Number.POSITIVE_INFINITY;
  private readonly seen = new WeakSet<QueryRunner>();

  constructor(dataSource: DataSource) {
    const create = dataSource.createQueryRunner.bind(dataSource);
    dataSource.createQueryRunner = (mode) => this.watch(create(mode));
  }

  /** Runs `work`, which dies at its step `at` (from 1), or ends before it gets there. True when it died. */
  async during(at: number, work: () => Promise<unknown>): Promise<boolean> {
    this.left = at;
    try {
      await work();
      return false;
    } catch (error) {
      if (!isCrash(error)) throw error;
      return true;
    } finally {
      this.left = Number.POSITIVE_INFINITY;
    }
  }

  private watch(runner: QueryRunner): QueryRunner {
    if (this.seen.has(runner)) return runner;
    this.seen.add(runner);
    const query = runner.query.bind(runner) as (...all: unknown[]) => Promise<unknown>;
    const commit = runner.commitTransaction.bind(runner);
    return Object.assign(runner, {
      query: async (...all: unknown[]): Promise<unknown> => {
        // A rollback is what the database does by itself when the process is gone.
        if (!/^ROLLBACK/i.test(String(all[0]))) this.step();
        return query(...all);
      },
      commitTransaction: async (): Promise<void> => {
        this.step();
        await commit();
        this.step();
      },
    });
  }

  private step(): void {
    if (--this.left === 0) throw new Crash('died here');
  }
}

function isCrash(error: unknown): boolean {
  for (let one = error, depth = 0; one instanceof Error && depth < 6; one = one.cause, depth++)
    if (one instanceof Crash) return true;
  return false;
}
