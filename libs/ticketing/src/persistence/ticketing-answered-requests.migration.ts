import { columnWords } from '#libs/store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests with an `Idempotency-Key` that were acted upon. */
export class TicketingAnsweredRequests1764700000020 implements MigrationInterface {
  readonly name = 'TicketingAnsweredRequests1764700000020';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS ticketing_answered_request (
      id ${w.id(64)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, request_hash ${w.id(64)} NOT NULL,
      answer ${w.longText}, acted_at ${w.time} NOT NULL)${w.tail}`);
    await queryRunner.query(
      'CREATE INDEX IF NOT EXISTS ticketing_answered_request_acted ON ticketing_answered_request (acted_at)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS ticketing_answered_request');
  }
}
