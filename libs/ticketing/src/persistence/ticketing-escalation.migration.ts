import { addColumn, columnWords } from '#libs/store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose inbox an item of the desk is in; and the deadlines that run, for those who count them. */
export class TicketingEscalation1764700000011 implements MigrationInterface {
  readonly name = 'TicketingEscalation1764700000011';

  async up(queryRunner: QueryRunner): Promise<void> {
    await addColumn(queryRunner, 'ticketing_desk_item', 'assigned_to', columnWords(queryRunner).str(64));
    await queryRunner.query(
      'CREATE INDEX IF NOT EXISTS ticketing_deadline_state ON ticketing_deadline (state, started_at)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE ticketing_desk_item DROP COLUMN assigned_to');
  }
}
