import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addIndexes, dropIndexes } from '#libs/store';

const INDEXES = {
  ticketing_history_act: 'ticketing_history (act, at)',
  ticketing_task_opened: 'ticketing_task (opened_at)',
  ticketing_deadline_met: 'ticketing_deadline (kind, met_at)',
} as const;

/** Numbers are looked up by what happened and when. */
export class TicketingNumbers1764700000061 implements MigrationInterface {
  readonly name = 'TicketingNumbers1764700000061';

  async up(queryRunner: QueryRunner): Promise<void> {
    await addIndexes(queryRunner, INDEXES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await dropIndexes(queryRunner, INDEXES);
  }
}
