import type { QueryRunner } from 'typeorm';

/** Adds a column in a migration, unless it is there: a migration that was cut off is run again. */
export async function addColumn(
  queryRunner: QueryRunner,
  table: string,
  column: string,
  definition: string,
): Promise<void> {
  if (await queryRunner.hasColumn(table, column)) return;
  await queryRunner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${definition}`);
}
