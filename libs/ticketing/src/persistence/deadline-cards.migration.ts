import { addColumn, columnWords } from '#libs/store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which card was given for a deadline: its steps do not say, since not every limit has cards and one that comes too late is not given. */
export class DeadlineCards1764700000084 implements MigrationInterface {
  readonly name = 'DeadlineCards1764700000084';

  async up(queryRunner: QueryRunner): Promise<void> {
    await addColumn(queryRunner, 'ticketing_deadline', 'card', columnWords(queryRunner).id(8));
    // Of those of before: red is the last step there is; yellow was given where the history of the ticket has it.
    await queryRunner.query(
      "UPDATE ticketing_deadline SET card = 'red' WHERE kind = 'finish' AND last_step = 'red' AND overdue_at IS NOT NULL AND card IS NULL",
    );
    await queryRunner.query(
      `UPDATE ticketing_deadline SET card = 'yellow' WHERE kind = 'finish' AND last_step IN ('yellow', 'end') AND card IS NULL
       AND EXISTS (SELECT 1 FROM ticketing_history h WHERE h.ticket_id = ticketing_deadline.ticket_id AND h.act = 'deadline-yellow')`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE ticketing_deadline DROP COLUMN card');
  }
}
