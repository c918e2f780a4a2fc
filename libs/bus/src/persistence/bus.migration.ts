import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnWords } from '#libs/store';

/** The embedded log, the positions of groups, the inbox and the dead letters. */
export class Bus1764000000001 implements MigrationInterface {
  readonly name = 'Bus1764000000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS bus_log (
      topic ${w.id(100)} NOT NULL, log_partition ${w.int} NOT NULL, log_offset ${w.bigint} NOT NULL,
      message_id ${w.id(64)} NOT NULL, message_key ${w.key(200)} NOT NULL, size ${w.int} NOT NULL, appended_at ${w.time} NOT NULL,
      envelope ${w.longText} NOT NULL, body ${w.longText} NOT NULL,
      PRIMARY KEY (topic, log_partition, log_offset))${w.tail}`);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS bus_log_head (
      topic ${w.id(100)} NOT NULL, log_partition ${w.int} NOT NULL, next_offset ${w.bigint} NOT NULL,
      PRIMARY KEY (topic, log_partition))${w.tail}`);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS bus_position (
      consumer_group ${w.id(64)} NOT NULL, topic ${w.id(100)} NOT NULL, log_partition ${w.int} NOT NULL, next_offset ${w.bigint} NOT NULL,
      PRIMARY KEY (consumer_group, topic, log_partition))${w.tail}`);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS bus_inbox (
      consumer_group ${w.id(64)} NOT NULL, message_id ${w.id(64)} NOT NULL, handled_at ${w.time} NOT NULL,
      PRIMARY KEY (consumer_group, message_id))${w.tail}`);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS bus_dead_letter (
      id ${w.id(36)} NOT NULL PRIMARY KEY, consumer_group ${w.id(64)} NOT NULL, topic ${w.id(100)} NOT NULL,
      log_partition ${w.int} NOT NULL, log_offset ${w.bigint} NOT NULL, message_id ${w.id(64)} NOT NULL,
      message_key ${w.key(200)} NOT NULL, message_type ${w.id(64)} NOT NULL, envelope ${w.json} NOT NULL, body ${w.longText} NOT NULL,
      reason ${w.longText} NOT NULL, fingerprint ${w.id(16)} NOT NULL, tries ${w.int} NOT NULL, failed_at ${w.time} NOT NULL)${w.tail}`);
    await queryRunner.query('CREATE INDEX IF NOT EXISTS bus_log_appended ON bus_log (appended_at)');
    await queryRunner.query('CREATE INDEX IF NOT EXISTS bus_inbox_handled ON bus_inbox (handled_at)');
    await queryRunner.query(
      'CREATE INDEX IF NOT EXISTS bus_dead_letter_fingerprint ON bus_dead_letter (fingerprint, failed_at)',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['bus_dead_letter', 'bus_inbox', 'bus_position', 'bus_log_head', 'bus_log'])
      await queryRunner.query(`DROP TABLE IF EXISTS ${table}`);
  }
}
