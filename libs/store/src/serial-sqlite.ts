import { createRequire } from 'node:module';
import { QueryFailedError, type DataSource, type QueryRunner } from 'typeorm';
import { FifoLock } from './fifo-lock.js';
import { GroupCommit } from './group-commit.js';
import type { SqliteConnection, SqliteStatement } from './sqlite-connection.js';
import type { ForEachRow } from './sqlite-rows.js';

interface InnerRunner extends QueryRunner {
  transactionDepth: number;
  getStmt(sql: string): Promise<SqliteStatement>;
}
type InnerRunnerClass = new (driver: object) => InnerRunner;

const { BetterSqlite3QueryRunner: Inner } = createRequire(import.meta.url)(
  'typeorm/driver/better-sqlite3/BetterSqlite3QueryRunner',
) as { BetterSqlite3QueryRunner: InnerRunnerClass };

/** Statements that may stand in a transaction; a VACUUM or a PRAGMA has to stand alone. */
const SHARES = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i;
const BOUNDS = new Set(['BEGIN TRANSACTION', 'COMMIT', 'ROLLBACK']);

/** Compiled statements kept for all runners of one connection. */
const STATEMENTS = 300;

/**
 * TypeORM's driver shares ONE runner, so concurrent transactions become savepoints of one another and a rollback elsewhere
 * takes one's rows along. Here each caller has its own runner over the one connection, and one lock is held by a transaction
 * from BEGIN to its end, and by any other statement for itself. Transactions of one moment share a commit: see GroupCommit.
 * The file is closed when the transaction at work has ended and is written.
 */
export function serializeSqlite(dataSource: DataSource): void {
  const lock = new FifoLock();
  const driver = dataSource.driver as unknown as {
    databaseConnection: SqliteConnection;
    createQueryRunner: unknown;
    disconnect(): Promise<void>;
  };
  const statements = new Map<string, SqliteStatement>();
  const group = new GroupCommit(() => driver.databaseConnection);

  class SerialRunner extends Inner implements ForEachRow {
    private unlock?: () => void;

    override async getStmt(sql: string): Promise<SqliteStatement> {
      const known = statements.get(sql);
      const statement = known ?? driver.databaseConnection.prepare(sql);
      // Taken out and put back: the least recently used stands first.
      statements.delete(sql);
      statements.set(sql, statement);
      if (statements.size > STATEMENTS) statements.delete(statements.keys().next().value as string);
      return Promise.resolve(statement);
    }

    override async startTransaction(level?: Parameters<QueryRunner['startTransaction']>[0]): Promise<void> {
      const outermost = this.unlock === undefined;
      if (outermost) this.unlock = await lock.acquire();
      try {
        await super.startTransaction(level);
      } catch (error) {
        if (outermost) this.free();
        throw error;
      }
    }

    override async commitTransaction(): Promise<void> {
      await super.commitTransaction();
      if (this.transactionDepth === 0) this.free();
    }

    override async rollbackTransaction(): Promise<void> {
      try {
        await super.rollbackTransaction();
      } finally {
        if (this.transactionDepth === 0) this.free();
      }
    }

    override async release(): Promise<void> {
      if (this.unlock) group.undo();
      this.free();
      await super.release();
    }

    override async query<T = unknown>(sql: string, parameters: unknown[] = [], structured?: boolean): Promise<T> {
      if (BOUNDS.has(sql)) return (await this.bound(sql)) as T;
      const values = parameters.map(bindable);
      if (this.unlock) return this.run(sql, values, structured);
      const unlock = await lock.acquire();
      try {
        if (!SHARES.test(sql)) group.commit();
        return await this.run<T>(sql, values, structured);
      } finally {
        const written = group.end('statement');
        unlock();
        await written;
      }
    }

    async runForEach(sql: string, rows: readonly (readonly unknown[])[]): Promise<number> {
      if (!this.unlock) throw new Error('rows are written one by one inside a transaction only');
      const statement = await this.getStmt(sql);
      let changed = 0;
      try {
        for (const row of rows) changed += statement.run(...row.map(bindable)).changes;
      } catch (error) {
        group.lookAfter(error);
        throw new QueryFailedError(sql, [], error as Error);
      }
      return changed;
    }

    /** What begins and ends a transaction begins and ends a unit of the group. */
    private async bound(sql: string): Promise<void> {
      if (sql === 'BEGIN TRANSACTION') group.begin();
      else if (sql === 'COMMIT') {
        const written = group.end('unit');
        this.free();
        await written;
      } else if (this.unlock) group.undo();
      // Else it is the rollback after a commit that failed: nothing of ours is left, and the connection is somebody else's.
    }

    private async run<T>(sql: string, values: unknown[], structured?: boolean): Promise<T> {
      try {
        return (await super.query(sql, values, structured as true)) as T;
      } catch (error) {
        group.lookAfter(error);
        throw error;
      }
    }

    private free(): void {
      const unlock = this.unlock;
      this.unlock = undefined;
      unlock?.();
    }
  }
  driver.createQueryRunner = (): QueryRunner => new SerialRunner(driver);

  const disconnect = driver.disconnect.bind(driver);
  driver.disconnect = async (): Promise<void> => {
    const unlock = await lock.acquire();
    try {
      group.commit();
      await disconnect();
      // They belong to the connection that was closed.
      statements.clear();
    } finally {
      unlock();
    }
  };
}

/** Times are text in UTC, as the driver stores them; the rest is as it is. */
function bindable(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return Number(value);
  return value instanceof Date ? value.toISOString().replace('T', ' ').replace('Z', '') : value;
}
