import type { MigrationInterface, QueryRunner } from 'typeorm';
import { columnWords } from '#libs/store';

/** Deliveries, what they say, their attempts, the lanes in which they are worked, and both sides' numbers. */
export class Delivery1764000000040 implements MigrationInterface {
  readonly name = 'Delivery1764000000040';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS delivery_delivery (
      id ${w.id(64)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, platform ${w.id(32)} NOT NULL,
      ticket_id ${w.id(26)} NOT NULL, task_id ${w.id(40)}, purpose ${w.id(16)} NOT NULL, place ${w.int} NOT NULL,
      state ${w.id(16)} NOT NULL, open_strand ${w.id(64)}, next_attempt_at ${w.time}, attempts ${w.int} NOT NULL,
      look_ups ${w.int} NOT NULL, first_attempt_at ${w.time}, last_attempt_at ${w.time}, maybe_sent ${w.bool} NOT NULL,
      proven ${w.bool} NOT NULL, asked_to_wait ${w.bool} NOT NULL, reference ${w.key(128)}, detail ${w.str(1000)},
      traceparent ${w.id(64)}, requested_at ${w.time} NOT NULL, settled_at ${w.time})${w.tail}`);
    await queryRunner.query(
      `CREATE TABLE IF NOT EXISTS delivery_request (id ${w.id(64)} NOT NULL PRIMARY KEY, body ${w.longText} NOT NULL)${w.tail}`,
    );
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS delivery_attempt (
      id ${w.id(80)} NOT NULL PRIMARY KEY, delivery_id ${w.id(64)} NOT NULL, number ${w.int} NOT NULL, look_up ${w.int} NOT NULL,
      started_at ${w.time} NOT NULL, ended_at ${w.time} NOT NULL, outcome ${w.id(16)} NOT NULL, detail ${w.str(1000)},
      request ${w.longText}, reply ${w.longText})${w.tail}`);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS delivery_lane (
      id ${w.id(32)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, owner ${w.id(36)}, token ${w.int} NOT NULL,
      leased_until ${w.time}, breaker ${w.id(16)} NOT NULL, failures ${w.int} NOT NULL, open_until ${w.time})${w.tail}`);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS delivery_reference (
      id ${w.key(255)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, ours ${w.id(80)} NOT NULL,
      theirs ${w.key(128)} NOT NULL, since ${w.time} NOT NULL)${w.tail}`);
    for (const [index, columns] of INDEXES) {
      await queryRunner.query(`CREATE INDEX IF NOT EXISTS ${index} ON ${columns}`);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['reference', 'lane', 'attempt', 'request', 'delivery']) {
      await queryRunner.query(`DROP TABLE IF EXISTS delivery_${table}`);
    }
  }
}

const INDEXES = [
  ['delivery_delivery_due', 'delivery_delivery (platform, next_attempt_at)'],
  ['delivery_delivery_strand', 'delivery_delivery (open_strand)'],
  ['delivery_delivery_task', 'delivery_delivery (task_id)'],
  ['delivery_delivery_ticket', 'delivery_delivery (ticket_id)'],
  ['delivery_delivery_requested', 'delivery_delivery (requested_at)'],
  ['delivery_attempt_delivery', 'delivery_attempt (delivery_id)'],
  ['delivery_reference_ours', 'delivery_reference (ours)'],
] as const;
