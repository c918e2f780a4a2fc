import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { withoutValues } from './without-values.js';

interface RunningTransaction {
  /** False once it has ended: work that was started inside and outlives it is free again. */
  running: boolean;
}

/**
 * Makes the use of an outer repository inside `dataSource.transaction` an error: on SQLite it would wait for ever for the
 * transaction that waits for it, on MariaDB it would run outside of the transaction in silence.
 */
export function guardTransactions(dataSource: DataSource): void {
  const current = new AsyncLocalStorage<RunningTransaction>();
  const begin = dataSource.manager.transaction.bind(dataSource.manager) as (...all: unknown[]) => Promise<unknown>;
  const guarded = async (...all: unknown[]): Promise<unknown> => {
    const level = all.filter((one) => typeof one === 'string');
    const work = all.find((one) => typeof one === 'function') as (manager: EntityManager) => Promise<unknown>;
    const transaction: RunningTransaction = { running: true };
    try {
      return await begin(...level, (manager: EntityManager) => current.run(transaction, () => work(manager)));
    } finally {
      transaction.running = false;
    }
  };
  Object.assign(dataSource.manager, { transaction: guarded });
  const create = dataSource.createQueryRunner.bind(dataSource);
  dataSource.createQueryRunner = (mode): QueryRunner => {
    if (current.getStore()?.running) {
      throw new Error(
        'a transaction is running here: use the EntityManager it gave, not the DataSource or a repository',
      );
    }
    return withoutValues(create(mode));
  };
}
