import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEXES = {
  ticketing_history_act: 'ticketing_history (act, at)',
  ticketing_task_opened: 'ticketing_task (opened_at)',
  ticketing_deadline_met: 'ticketing_deadline (kind, met_at)',
} as const;

/** Numbers are looked up by what happened and when. */
export class TicketingNumbers1764700000061 implements MigrationInterface {
  readonly name = 'TicketingNumbers1764700000061';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [name, on] of Object.entries(INDEXES))
      await queryRunner.query(`CREATE INDEX IF NOT EXISTS ${name} ON ${on}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [name, on] of Object.entries(INDEXES))
      await queryRunner.query(
        `DROP INDEX ${name}${queryRunner.dataSource.options.type === 'better-sqlite3' ? '' : ` ON ${on.split(' ')[0]}`}`,
      );
  }
}
