import { addColumn, columnWords } from '#libs/store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 督办: the notices of the ladder, and on a ticket when something of it is due next. */
export class TicketingSupervision1764700000070 implements MigrationInterface {
  readonly name = 'TicketingSupervision1764700000070';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    const run = (sql: string) => queryRunner.query(sql);
    await addColumn(queryRunner, 'ticketing_ticket', 'notices', `${w.int} NOT NULL DEFAULT 0`);
    await addColumn(queryRunner, 'ticketing_ticket', 'supervise_at', w.time);
    await run(`CREATE TABLE IF NOT EXISTS ticketing_notice (
      id ${w.id(40)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, ticket_id ${w.id(26)} NOT NULL, number ${w.int} NOT NULL,
      task_id ${w.id(31)} NOT NULL, round ${w.int} NOT NULL, rung ${w.id(24)} NOT NULL, name ${w.str(30)} NOT NULL,
      agency ${w.id(64)} NOT NULL, addressee ${w.id(64)}, addressee_name ${w.str(100)} NOT NULL, text ${w.longText} NOT NULL,
      deadline_id ${w.id(64)}, due_at ${w.time}, issued_at ${w.time} NOT NULL, issued_by ${w.str(100)} NOT NULL,
      reason ${w.longText} NOT NULL, delivery_id ${w.id(64)}, delivery_outcome ${w.id(16)}, receipt_by ${w.time},
      unreceived_at ${w.time}, received_at ${w.time}, received_by ${w.str(100)}, answered_at ${w.time},
      answered_by ${w.str(100)}, answer ${w.longText}, released_at ${w.time}, released_how ${w.id(16)}, released_by ${w.str(100)},
      release_reason ${w.longText})${w.tail}`);
    const index = (name: string, on: string) => run(`CREATE INDEX IF NOT EXISTS ticketing_${name} ON ticketing_${on}`);
    await index('ticket_supervise', 'ticket (supervise_at, id)');
    await index('notice_ticket', 'notice (ticket_id)');
    await index('notice_open', 'notice (released_at, issued_at, id)');
    await index('notice_agency', 'notice (agency, issued_at, id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS ticketing_notice');
    await queryRunner.query(
      `DROP INDEX IF EXISTS ticketing_ticket_supervise${queryRunner.dataSource.options.type === 'better-sqlite3' ? '' : ' ON ticketing_ticket'}`,
    );
    for (const column of ['notices', 'supervise_at'])
      if (await queryRunner.hasColumn('ticketing_ticket', column))
        await queryRunner.query(`ALTER TABLE ticketing_ticket DROP COLUMN ${column}`);
  }
}
