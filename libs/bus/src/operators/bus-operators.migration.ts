import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnWords } from '#libs/store';

/** Groups that operators have paused, and what operators did. */
export class BusOperators1764000000071 implements MigrationInterface {
  readonly name = 'BusOperators1764000000071';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS bus_pause (
      consumer_group ${w.id(64)} NOT NULL, message_type ${w.id(64)} NOT NULL, paused_by ${w.id(64)} NOT NULL,
      reason ${w.str(500)} NOT NULL, paused_at ${w.time} NOT NULL, PRIMARY KEY (consumer_group, message_type))${w.tail}`);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS bus_operator_act (
      id ${w.id(36)} NOT NULL PRIMARY KEY, acted_at ${w.time} NOT NULL, actor ${w.id(64)} NOT NULL, act ${w.id(32)} NOT NULL,
      target ${w.json} NOT NULL, reason ${w.str(500)} NOT NULL)${w.tail}`);
    await queryRunner.query('CREATE INDEX IF NOT EXISTS bus_operator_act_time ON bus_operator_act (acted_at, id)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS bus_operator_act');
    await queryRunner.query('DROP TABLE IF EXISTS bus_pause');
  }
}
