import { columnWords } from '#libs/store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The time limits of tickets and tasks. */
export class TicketingDeadlines1764700000010 implements MigrationInterface {
  readonly name = 'TicketingDeadlines1764700000010';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS ticketing_deadline (
      id ${w.id(64)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, ticket_id ${w.id(26)} NOT NULL, task_id ${w.id(31)},
      kind ${w.id(24)} NOT NULL, name ${w.str(30)}, round ${w.int} NOT NULL, agency ${w.id(64)},
      time_limit ${w.json} NOT NULL, extensions ${w.json} NOT NULL, rules ${w.json}, started_at ${w.time} NOT NULL,
      pauses ${w.json} NOT NULL, ends_at ${w.time}, provisional_year ${w.int}, state ${w.id(8)} NOT NULL, met_at ${w.time},
      overdue_at ${w.time}, next_at ${w.time}, next_step ${w.id(24)}, last_step ${w.id(24)})${w.tail}`);
    const index = (name: string, columns: string) =>
      queryRunner.query(`CREATE INDEX IF NOT EXISTS ticketing_deadline_${name} ON ticketing_deadline (${columns})`);
    await index('ticket', 'ticket_id');
    await index('next', 'next_at, id');
    await index('provisional', 'provisional_year, id');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS ticketing_deadline');
  }
}
