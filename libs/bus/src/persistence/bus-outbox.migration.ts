import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnWords } from '#libs/store';

/** The outbox of the Kafka transport, and who is publishing which keys of it. */
export class BusOutbox1764000000041 implements MigrationInterface {
  readonly name = 'BusOutbox1764000000041';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS bus_outbox (
      place ${w.counted}, message_id ${w.id(64)} NOT NULL, message_key ${w.key(200)} NOT NULL, topic ${w.id(100)} NOT NULL,
      sequence ${w.bigint} NOT NULL, size ${w.int} NOT NULL, created_at ${w.time} NOT NULL,
      envelope ${w.longText} NOT NULL, body ${w.longText} NOT NULL)${w.tail}`);
    await queryRunner.query('CREATE UNIQUE INDEX IF NOT EXISTS bus_outbox_message ON bus_outbox (message_id)');
    await queryRunner.query('CREATE INDEX IF NOT EXISTS bus_outbox_key ON bus_outbox (message_key, place)');
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS bus_outbox_claim (
      message_key ${w.key(200)} NOT NULL PRIMARY KEY, owner ${w.id(64)} NOT NULL, until_at ${w.time} NOT NULL)${w.tail}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS bus_outbox_claim');
    await queryRunner.query('DROP TABLE IF EXISTS bus_outbox');
  }
}
