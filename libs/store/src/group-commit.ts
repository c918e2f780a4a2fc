import type { SqliteConnection } from './sqlite-connection.js';

/** Units of work that one commit may carry, and how long the first of them waits for the others at most. */
const MOST_UNITS = 64;
const MOST_MS = 20;
const ROLLED_BACK = 'SQLite has rolled the transaction back by itself';

interface Waiting {
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * One commit for all units of work of one turn of the event loop: a commit waits for the disk, and with it the whole process,
 * however little it carries. Each unit is a savepoint of one SQLite transaction; nobody learns that his unit, or what he read
 * beside it, is so before the transaction is on the disk. A unit that fails takes nothing of the others along; a commit that
 * fails takes all of them. Where there is one unit only, it is committed in the next breath.
 *
 * Used by the holder of the connection's lock only.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private openedAt = 0;
  /** Whether there is an SQLite transaction. */
  private isOpen = false;
  private isInUnit = false;
  private isCalled = false;

  constructor(private readonly connection: () => SqliteConnection) {}

  /** A unit begins. */
  begin(): void {
    this.run(this.isOpen ? 'SAVEPOINT unit' : 'BEGIN');
    this.isInUnit = true;
    if (!this.isOpen) this.openedAt = performance.now();
    this.isOpen = true;
  }

  /**
   * A unit has ended well, or a lone statement beside the units was run. Returns what resolves, and never before, when it is on
   * the disk; rejects when nothing of the group was written.
   */
  end(what: 'unit' | 'statement'): Promise<void> {
    this.isInUnit = false;
    if (!this.isOpen) return what === 'statement' ? Promise.resolve() : Promise.reject(new Error(ROLLED_BACK));
    if (what === 'unit' && this.waiting.length > 0) this.run('RELEASE unit');
    const written = new Promise<void>((resolve, reject) => this.waiting.push({ resolve, reject }));
    this.commitSoon();
    return written;
  }

  /** A unit has failed: it alone is undone. */
  undo(): void {
    this.isInUnit = false;
    if (this.isLost()) return this.lose(new Error(ROLLED_BACK));
    if (!this.isOpen) return;
    if (this.waiting.length === 0) {
      this.isOpen = false;
      return this.run('ROLLBACK');
    }
    this.run('ROLLBACK TO unit');
    this.run('RELEASE unit');
    this.commitSoon();
  }

  /** To be called after a statement that failed: on a full disk, for one, SQLite rolls back the whole transaction by itself. */
  lookAfter(error: unknown): void {
    if (this.isLost()) this.lose(error);
  }

  /** Writes what is waiting now. What can't be written is told to those who wait. */
  commit(): void {
    if (!this.isOpen) return;
    try {
      this.run('COMMIT');
    } catch (error) {
      if (this.connection().inTransaction) this.run('ROLLBACK');
      return this.lose(error);
    }
    this.isOpen = false;
    for (const { resolve } of this.taken()) resolve();
  }

  /** When all that is ready to run now has run, and joined; at once when the group has grown large or old. */
  private commitSoon(): void {
    if (this.waiting.length >= MOST_UNITS || performance.now() - this.openedAt >= MOST_MS) return this.commit();
    if (this.isCalled) return;
    this.isCalled = true;
    setImmediate(() => {
      this.isCalled = false;
      // The end of a unit that is still at work calls again.
      if (!this.isInUnit) this.commit();
    });
  }

  private isLost(): boolean {
    return this.isOpen && !this.connection().inTransaction;
  }

  private lose(error: unknown): void {
    this.isOpen = false;
    for (const { reject } of this.taken()) reject(error);
  }

  private taken(): Waiting[] {
    return this.waiting.splice(0);
  }

  private run(sql: string): void {
    this.connection().prepare(sql).run();
  }
}
