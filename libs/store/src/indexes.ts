import type { QueryRunner } from 'typeorm';
import { dialectOf } from './dialect.js';

/** By name, what each is on: `table (columns)`. */
export type Indexes = Readonly<Record<string, string>>;

/** For a migration's way up; those that are there already stay. */
export async function addIndexes(queryRunner: QueryRunner, indexes: Indexes): Promise<void> {
  for (const [name, on] of Object.entries(indexes))
    await queryRunner.query(`CREATE INDEX IF NOT EXISTS ${name} ON ${on}`);
}

/** For its way down. */
export async function dropIndexes(queryRunner: QueryRunner, indexes: Indexes): Promise<void> {
  for (const [name, on] of Object.entries(indexes)) {
    const ofTable = dialectOf(queryRunner.manager) === 'sqlite' ? '' : ` ON ${on.split(' ')[0]}`;
    await queryRunner.query(`DROP INDEX ${name}${ofTable}`);
  }
}
