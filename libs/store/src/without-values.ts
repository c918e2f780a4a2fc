import { QueryFailedError, type QueryRunner } from 'typeorm';

const STATEMENT_LENGTH = 400;

/** The runner, whose errors show the statement's beginning and none of its values: they end in the log, and are people's data. */
export function withoutValues(runner: QueryRunner): QueryRunner {
  const query = runner.query.bind(runner) as (...all: unknown[]) => Promise<unknown>;
  const careful = async (...all: unknown[]): Promise<unknown> => {
    try {
      return await query(...all);
    } catch (error) {
      if (error instanceof QueryFailedError) strip(error);
      throw error;
    }
  };
  return Object.assign(runner, { query: careful });
}

function strip(error: QueryFailedError): void {
  const statement = error.query.slice(0, STATEMENT_LENGTH);
  Object.assign(error, { query: statement, parameters: [] });
  // mysql2 keeps the statement with its values filled in, and TypeORM copies that.
  for (const one of [error, error.driverError] as { sql?: string }[]) if (one.sql !== undefined) one.sql = statement;
}
