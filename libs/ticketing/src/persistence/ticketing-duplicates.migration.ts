import { addColumn, columnWords } from '#libs/store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What tickets are compared and counted by, and which ticket one was merged into. */
export class TicketingDuplicates1764700000060 implements MigrationInterface {
  readonly name = 'TicketingDuplicates1764700000060';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    const run = (sql: string) => queryRunner.query(sql);
    await addColumn(queryRunner, 'ticketing_ticket', 'merged_into', w.id(26));
    await addColumn(queryRunner, 'ticketing_ticket', 'merged_here', `${w.int} NOT NULL DEFAULT 0`);
    await run(`CREATE TABLE IF NOT EXISTS ticketing_traits (
      id ${w.id(26)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, source ${w.id(32)} NOT NULL, township ${w.id(32)},
      item ${w.str(64)}, longitude_e7 ${w.int}, latitude_e7 ${w.int}, cell ${w.id(64)}, address_key ${w.id(43)},
      grid_key ${w.id(43)}, received_at ${w.time} NOT NULL, opened_at ${w.time} NOT NULL, compare_at ${w.time})${w.tail}`);
    const index = (name: string, on: string) => run(`CREATE INDEX IF NOT EXISTS ticketing_${name} ON ticketing_${on}`);
    await index('ticket_merged', 'ticket (merged_into)');
    await index('traits_cell', 'traits (cell, item, received_at)');
    await index('traits_address', 'traits (address_key, item, received_at)');
    await index('traits_grid', 'traits (grid_key, item, received_at)');
    await index('traits_compare', 'traits (compare_at, id)');
    // Tickets of before are counted like all; they are not compared any more.
    await run(`INSERT INTO ticketing_traits (id, version, source, township, item, received_at, opened_at)
      SELECT id, 1, source, COALESCE(${textIn('routing', '$.facts.township')}, ${textIn('place', '$.township')}), item, received_at,
        opened_at FROM ticketing_ticket WHERE id NOT IN (SELECT id FROM ticketing_traits)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS ticketing_traits');
    for (const column of ['merged_into', 'merged_here'])
      if (await queryRunner.hasColumn('ticketing_ticket', column))
        await queryRunner.query(`ALTER TABLE ticketing_ticket DROP COLUMN ${column}`);
  }
}

/** Text at a path of a JSON column, on both databases without the quotes that MariaDB leaves around it. */
function textIn(column: string, path: string): string {
  return `NULLIF(REPLACE(JSON_EXTRACT(${column}, '${path}'), '"', ''), 'null')`;
}
