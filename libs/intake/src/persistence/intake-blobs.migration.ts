import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnWords } from '#libs/store';

/** Which files of attachments a message may name. Files from before have no row, and are left alone. */
export class IntakeBlobs1764000000081 implements MigrationInterface {
  readonly name = 'IntakeBlobs1764000000081';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS intake_blob (
      name ${w.id(64)} NOT NULL PRIMARY KEY, kept_at ${w.time} NOT NULL, named_at ${w.time})${w.tail}`);
    await queryRunner.query('CREATE INDEX IF NOT EXISTS intake_blob_unnamed ON intake_blob (named_at, kept_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS intake_blob');
  }
}
