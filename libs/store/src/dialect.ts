import type { DataSource, EntityManager, QueryRunner } from 'typeorm';

export type Dialect = 'sqlite' | 'mariadb';

/** Which of the two kinds of SQL is spoken here. */
export function dialectOf(place: DataSource | EntityManager | QueryRunner): Dialect {
  const dataSource = 'dataSource' in place ? place.dataSource : place;
  return dataSource.options.type === 'better-sqlite3' ? 'sqlite' : 'mariadb';
}

/** What ends a SELECT that locks its rows; nothing on SQLite, where a transaction has the database for itself. */
export function forUpdate(manager: EntityManager): '' | 'FOR UPDATE' {
  return dialectOf(manager) === 'sqlite' ? '' : 'FOR UPDATE';
}
