import type { DataSource, EntityManager } from 'typeorm';
import { dialectOf } from './dialect.js';

/**
 * Reads several things as of one moment: what others commit meanwhile is not seen. `work` only reads, by `manager`. On MariaDB
 * it holds no locks; the embedded database has one connection, so others wait while it reads.
 */
export function readAtOnce<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  if (dialectOf(dataSource) === 'sqlite') return dataSource.transaction(work);
  return dataSource.transaction('REPEATABLE READ', work);
}
