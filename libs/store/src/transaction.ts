import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { Problem } from '#libs/runtime';
import { isContention, isOutOfRoom, isTransient } from './database-errors.js';

const TRIES = 8;
/** Milliseconds; the pause before try n is a random part of n times this, so that two that collided do not collide again. */
const PAUSE = 15;

/**
 * Runs `work` in one transaction (READ COMMITTED on MariaDB), and again from the start when a deadlock or a busy row rolled
 * it back: it must do nothing outside of `manager`. Rejects with what `work` throws; with the Problem `database-busy` (and
 * the cause) when it stays busy or the database is away, in which case a commit may or may not have happened.
 */
export function inTransaction<T>(dataSource: DataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  return untilFree(() => dataSource.transaction(work));
}

/** Runs one statement, which commits by itself: two round trips fewer than a transaction. Again, and rejects, like `inTransaction`. */
export function inStatement<T>(dataSource: DataSource, sql: string, parameters: readonly unknown[]): Promise<T> {
  return untilFree(() => dataSource.query(sql, [...parameters]));
}

async function untilFree<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error)) throw error;
      if (!isContention(error) || attempt === TRIES) throw busy(error);
      await sleep(1 + Math.random() * PAUSE * attempt);
    }
  }
}

function busy(cause: unknown): Problem {
  if (cause instanceof Problem) return cause;
  const [detail, retryAfterSeconds] = isOutOfRoom(cause)
    ? ['The disk of the database is full: nothing can be written until there is room.', 30]
    : ['The database is busy or away; try again in a moment.', 1];
  return new Problem('database-busy', detail, { cause, retryAfterSeconds });
}
