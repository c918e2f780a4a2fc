import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnWords } from '#libs/store';

/** What intake remembers: quarantined bytes, used nonces, pull cursors. Blobs are files. */
export class Intake1764000000004 implements MigrationInterface {
  readonly name = 'Intake1764000000004';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS intake_quarantine (
      id ${w.id(64)} NOT NULL PRIMARY KEY, platform ${w.id(32)} NOT NULL, kind ${w.str(16)} NOT NULL,
      code ${w.str(64)} NOT NULL, detail ${w.str(1000)} NOT NULL, raw ${w.blob} NOT NULL, size ${w.int} NOT NULL,
      entrance ${w.str(8)} NOT NULL, received_at ${w.time} NOT NULL)${w.tail}`);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS intake_nonce (
      platform ${w.id(32)} NOT NULL, nonce ${w.key(128)} NOT NULL, body_hash ${w.id(64)} NOT NULL,
      expires_at ${w.time} NOT NULL, PRIMARY KEY (platform, nonce))${w.tail}`);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS intake_cursor (
      platform ${w.id(32)} NOT NULL, plan ${w.id(32)} NOT NULL, next_cursor ${w.longText} NOT NULL,
      moved_at ${w.time} NOT NULL, lease_owner ${w.str(64)}, lease_until ${w.time},
      PRIMARY KEY (platform, plan))${w.tail}`);
    await queryRunner.query('CREATE INDEX IF NOT EXISTS intake_nonce_expires ON intake_nonce (expires_at)');
    await queryRunner.query('CREATE INDEX IF NOT EXISTS intake_quarantine_received ON intake_quarantine (received_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['intake_cursor', 'intake_nonce', 'intake_quarantine'])
      await queryRunner.query(`DROP TABLE IF EXISTS ${table}`);
  }
}
