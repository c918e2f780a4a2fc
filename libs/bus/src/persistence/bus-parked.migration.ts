import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, columnWords } from '#libs/store';

/** Keys that wait with their messages, and what became of a dead letter. */
export class BusParked1764000000061 implements MigrationInterface {
  readonly name = 'BusParked1764000000061';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS bus_parked_key (
      consumer_group ${w.id(64)} NOT NULL, topic ${w.id(100)} NOT NULL, message_key ${w.key(200)} NOT NULL, state ${w.id(16)} NOT NULL, tries ${w.int} NOT NULL,
      due_at ${w.time}, reason ${w.longText}, fingerprint ${w.id(16)}, first_failed_at ${w.time}, last_failed_at ${w.time},
      acted_by ${w.str(100)}, acted_why ${w.longText}, acted_at ${w.time},
      PRIMARY KEY (consumer_group, topic, message_key))${w.tail}`);
    await queryRunner.query(
      'CREATE INDEX IF NOT EXISTS bus_parked_key_due ON bus_parked_key (state, consumer_group, due_at)',
    );
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS bus_parked (
      place ${w.counted}, consumer_group ${w.id(64)} NOT NULL, message_key ${w.key(200)} NOT NULL, message_id ${w.id(64)} NOT NULL,
      topic ${w.id(100)} NOT NULL, log_partition ${w.int} NOT NULL, log_offset ${w.bigint} NOT NULL,
      size ${w.int} NOT NULL, envelope ${w.longText} NOT NULL, body ${w.longText} NOT NULL, parked_at ${w.time} NOT NULL,
      dead_letter_id ${w.id(36)}, again ${w.bool} NOT NULL DEFAULT 0, replay_id ${w.id(36)})${w.tail}`);
    await queryRunner.query(
      'CREATE INDEX IF NOT EXISTS bus_parked_order ON bus_parked (consumer_group, topic, message_key, place)',
    );
    await queryRunner.query('CREATE INDEX IF NOT EXISTS bus_parked_replay ON bus_parked (replay_id)');
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS bus_replay (
      id ${w.id(36)} NOT NULL PRIMARY KEY, state ${w.id(16)} NOT NULL, selection ${w.json} NOT NULL, selection_hash ${w.id(64)} NOT NULL,
      rate ${w.int} NOT NULL, spans ${w.json} NOT NULL, taken ${w.int} NOT NULL, passed ${w.int} NOT NULL, refused ${w.int} NOT NULL,
      refusals ${w.json} NOT NULL, started_by ${w.str(100)} NOT NULL, why ${w.longText} NOT NULL, started_at ${w.time} NOT NULL,
      ended_at ${w.time}, owner ${w.id(36)}, owner_until ${w.time})${w.tail}`);
    await queryRunner.query('CREATE INDEX IF NOT EXISTS bus_replay_state ON bus_replay (state, started_at)');
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS bus_handler (
      consumer_group ${w.id(64)} NOT NULL, message_type ${w.id(64)} NOT NULL, policy ${w.json} NOT NULL, started_at ${w.time} NOT NULL,
      PRIMARY KEY (consumer_group, message_type))${w.tail}`);
    await addColumn(queryRunner, 'bus_dead_letter', 'state', `${w.id(16)} NOT NULL DEFAULT 'open'`);
    await addColumn(queryRunner, 'bus_dead_letter', 'failures', `${w.int} NOT NULL DEFAULT 1`);
    await addColumn(queryRunner, 'bus_dead_letter', 'first_failed_at', w.time);
    await addColumn(queryRunner, 'bus_dead_letter', 'settled_at', w.time);
    await addColumn(queryRunner, 'bus_dead_letter', 'settled_by', w.str(100));
    await addColumn(queryRunner, 'bus_dead_letter', 'settled_why', w.longText);
    await addColumn(queryRunner, 'bus_dead_letter', 'replay_id', w.id(36));
    await addColumn(queryRunner, 'bus_dead_letter', 'corrected_envelope', w.longText);
    await addColumn(queryRunner, 'bus_dead_letter', 'corrected_body', w.longText);
    await queryRunner.query('CREATE INDEX IF NOT EXISTS bus_dead_letter_state ON bus_dead_letter (state, failed_at)');
    await queryRunner.query(
      'CREATE INDEX IF NOT EXISTS bus_dead_letter_key ON bus_dead_letter (message_key, consumer_group)',
    );
    await queryRunner.query('CREATE INDEX IF NOT EXISTS bus_dead_letter_replay ON bus_dead_letter (replay_id, state)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['bus_handler', 'bus_replay', 'bus_parked', 'bus_parked_key'])
      await queryRunner.query(`DROP TABLE IF EXISTS ${table}`);
  }
}
