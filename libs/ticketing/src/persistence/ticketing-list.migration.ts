import { columnWords } from '#libs/store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The responsibility list: its versions, their items, and the row that is locked to say which versions are published. */
export class TicketingList1764700000030 implements MigrationInterface {
  readonly name = 'TicketingList1764700000030';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    const run = (sql: string) => queryRunner.query(sql);
    await run(`CREATE TABLE IF NOT EXISTS ticketing_list (
      id ${w.key(32)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, state ${w.id(16)} NOT NULL, effective_from ${w.time},
      default_township ${w.json}, note ${w.str(500)}, based_on ${w.key(32)}, digest ${w.id(64)}, next_position ${w.int} NOT NULL,
      created_at ${w.time} NOT NULL, created_by ${w.str(100)} NOT NULL, changed_at ${w.time} NOT NULL,
      changed_by ${w.str(100)} NOT NULL, reason ${w.longText})${w.tail}`);
    await run(`CREATE TABLE IF NOT EXISTS ticketing_list_item (
      id ${w.key(97)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, list_id ${w.key(32)} NOT NULL, position ${w.int} NOT NULL,
      removed ${w.bool} NOT NULL, data ${w.json} NOT NULL, changed_at ${w.time} NOT NULL,
      changed_by ${w.str(100)} NOT NULL)${w.tail}`);
    await run(`CREATE TABLE IF NOT EXISTS ticketing_list_head (
      id ${w.id(16)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, changed_at ${w.time} NOT NULL)${w.tail}`);
    await run('CREATE INDEX IF NOT EXISTS ticketing_list_state ON ticketing_list (state)');
    await run('CREATE INDEX IF NOT EXISTS ticketing_list_created ON ticketing_list (created_at, id)');
    await run('CREATE INDEX IF NOT EXISTS ticketing_list_item_place ON ticketing_list_item (list_id, position)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['list', 'list_item', 'list_head'])
      await queryRunner.query(`DROP TABLE IF EXISTS ticketing_${table}`);
  }
}
