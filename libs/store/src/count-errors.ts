import type { DataSource } from 'typeorm';
import { Counter } from 'prom-client';
import type { Metrics } from '#libs/runtime';
import { isContention, isDataError, isDuplicate, isTransient } from './database-errors.js';

/** Counts statements that the database refused. A key that is there already is no error: it is how two find out that they meant the same. */
export function countErrors(dataSource: DataSource, { registry }: Metrics): void {
  const errors = new Counter({
    name: 'huying_database_errors_total',
    help: 'Statements that failed: contention (done again), away (or no room to write), data (a value that cannot be stored), other',
    labelNames: ['kind'],
    registers: [registry],
  });
  for (const kind of ['contention', 'away', 'data', 'other']) errors.inc({ kind }, 0);
  dataSource.logger = {
    ...SILENT,
    logQueryError: (error) => {
      if (!isDuplicate(error)) errors.inc({ kind: kindOf(error) });
    },
  };
}

function kindOf(error: unknown): string {
  if (isContention(error)) return 'contention';
  if (isTransient(error)) return 'away';
  return isDataError(error) ? 'data' : 'other';
}

/** Errors reach whoever asked; what TypeORM would say about them holds values of rows. */
const SILENT = {
  logQuery: (): void => {},
  logQuerySlow: (): void => {},
  logSchemaBuild: (): void => {},
  logMigration: (): void => {},
  log: (): void => {},
};
