import { addColumn, columnWords } from '#libs/store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rounds, joint enforcement (联合执法), what a ticket was closed with, and 问效. */
export class TicketingGates1764700000050 implements MigrationInterface {
  readonly name = 'TicketingGates1764700000050';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    const add = async (table: string, columns: Record<string, string>) => {
      for (const [column, definition] of Object.entries(columns))
        await addColumn(queryRunner, `ticketing_${table}`, column, definition);
    };
    await add('ticket', {
      round: `${w.int} NOT NULL DEFAULT 1`,
      joint: w.json,
      minutes: w.json,
      revisit_tries: `${w.int} NOT NULL DEFAULT 0`,
      revisit_outcome: w.id(24),
      closing: w.json,
      spot_key: w.id(32),
      recurred_at: w.time,
    });
    await add('task', {
      round: `${w.int} NOT NULL DEFAULT 1`,
      attendance: w.id(16),
      acknowledged_at: w.time,
      arrived_at: w.time,
      arrived_place: w.str(200),
      waiver: w.longText,
    });
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS ticketing_audit (
      id ${w.id(64)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, ticket_id ${w.id(26)} NOT NULL, round ${w.int} NOT NULL,
      cause ${w.id(16)} NOT NULL, due_at ${w.time} NOT NULL, finding ${w.id(16)}, reason ${w.longText}, actor ${w.str(100)},
      found_at ${w.time})${w.tail}`);
    await queryRunner.query('CREATE INDEX IF NOT EXISTS ticketing_audit_ticket ON ticketing_audit (ticket_id)');
    await queryRunner.query(
      'CREATE INDEX IF NOT EXISTS ticketing_ticket_spot ON ticketing_ticket (spot_key, closed_at)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS ticketing_audit');
  }
}
