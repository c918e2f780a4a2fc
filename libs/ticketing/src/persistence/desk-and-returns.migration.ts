import { addColumn, columnWords, dialectOf } from '#libs/store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose hands a desk item is in and until when it is due, who did what with it; returns, requests and investigations of tasks. */
export class DeskAndReturns1764700000040 implements MigrationInterface {
  readonly name = 'DeskAndReturns1764700000040';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    const run = (sql: string) => queryRunner.query(sql);
    // A kind such as suspension-review is longer than the column was; SQLite's text has no length.
    if (dialectOf(queryRunner) === 'mariadb')
      await run(`ALTER TABLE ticketing_desk_item MODIFY kind ${w.id(32)} NOT NULL`);
    const desk: Record<string, string> = {
      due_at: w.time,
      township: w.id(32),
      claimed_by: w.str(100),
      claimed_until: w.time,
    };
    for (const [column, words] of Object.entries(desk))
      await addColumn(queryRunner, 'ticketing_desk_item', column, words);
    const task: Record<string, string> = {
      state_before: w.id(24),
      returned_at: w.time,
      bound: `${w.bool} NOT NULL DEFAULT 0`,
    };
    for (const [column, words] of Object.entries(task)) await addColumn(queryRunner, 'ticketing_task', column, words);
    await addColumn(queryRunner, 'ticketing_ticket', 'return_count', `${w.int} NOT NULL DEFAULT 0`);
    await run(`CREATE TABLE IF NOT EXISTS ticketing_desk_log (
      item_id ${w.id(80)} NOT NULL, number ${w.int} NOT NULL, at ${w.time} NOT NULL, deed ${w.id(16)} NOT NULL,
      actor ${w.str(100)} NOT NULL, assigned_to ${w.str(64)}, reason ${w.longText},
      PRIMARY KEY (item_id, number))${w.tail}`);
    await run(`CREATE TABLE IF NOT EXISTS ticketing_investigation (
      ticket_id ${w.id(26)} NOT NULL, version ${w.int} NOT NULL, task_id ${w.id(31)} NOT NULL, agency ${w.id(64)} NOT NULL,
      found_at ${w.time} NOT NULL, place ${w.str(200)}, finding ${w.longText} NOT NULL, pictures ${w.json},
      investigator ${w.str(100)} NOT NULL, recorded_by ${w.str(100)} NOT NULL, recorded_at ${w.time} NOT NULL,
      PRIMARY KEY (ticket_id, version))${w.tail}`);
    await run('CREATE INDEX IF NOT EXISTS ticketing_desk_due ON ticketing_desk_item (settled_at, due_at, id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['desk_log', 'investigation'])
      await queryRunner.query(`DROP TABLE IF EXISTS ticketing_${table}`);
  }
}
