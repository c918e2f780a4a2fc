import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndexes, dropIndexes } from '#libs/store';

const INDEXES = {
  // Most states are rare: without it, every ticket there is would be read to find theirs.
  ticketing_ticket_state: 'ticketing_ticket (state, opened_at, id)',
  // All that the summary counts tasks by, so that the rows themselves need not be read.
  ticketing_task_outcome: 'ticketing_task (kind, ticket_id, accepted_at, returned_at)',
} as const;

/** What tickets and tasks are listed and counted by. */
export class TicketingSummary1764700000083 implements MigrationInterface {
  readonly name = 'TicketingSummary1764700000083';

  async up(queryRunner: QueryRunner): Promise<void> {
    // Returns of before there were requests had no moment of their own.
    await queryRunner.query(
      "UPDATE ticketing_task SET returned_at = changed_at WHERE state = 'returned' AND returned_at IS NULL",
    );
    await addIndexes(queryRunner, INDEXES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropIndexes(queryRunner, INDEXES);
  }
}
