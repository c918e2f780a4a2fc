import { columnWords } from '#libs/store';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['ticket', 'task', 'history', 'desk_item', 'reference', 'number_block'];

/** Tickets, tasks, their history, the desk, references and number blocks. */
export class Ticketing1764000000004 implements MigrationInterface {
  readonly name = 'Ticketing1764000000004';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    const run = (sql: string) => queryRunner.query(sql);
    await run(`CREATE TABLE IF NOT EXISTS ticketing_ticket (
      id ${w.id(26)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, revision ${w.int} NOT NULL, number ${w.id(32)} NOT NULL,
      source ${w.id(32)} NOT NULL, event_id ${w.key(128)} NOT NULL, content_hash ${w.id(64)} NOT NULL,
      entrance ${w.id(8)} NOT NULL, state ${w.id(16)} NOT NULL, state_since ${w.int} NOT NULL, status ${w.id(24)} NOT NULL,
      grade ${w.id(16)} NOT NULL, title ${w.str(200)} NOT NULL, description ${w.longText} NOT NULL, category ${w.str(100)},
      item ${w.str(64)}, item_name ${w.str(200)}, scene ${w.str(64)}, place ${w.json}, reporter_sealed ${w.longText},
      reporter_index ${w.id(64)}, attachments ${w.json}, remarks ${w.json}, registered_by ${w.str(64)}, routing ${w.json},
      report_to ${w.json}, solved ${w.bool}, satisfaction ${w.int}, occurred_at ${w.time}, reported_at ${w.time},
      received_at ${w.time} NOT NULL, opened_at ${w.time} NOT NULL, dispatched_at ${w.time}, resolved_at ${w.time},
      closed_at ${w.time}, changed_at ${w.time} NOT NULL)${w.tail}`);
    await run(`CREATE TABLE IF NOT EXISTS ticketing_task (
      id ${w.id(31)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, ticket_id ${w.id(26)} NOT NULL, number ${w.int} NOT NULL,
      kind ${w.id(8)} NOT NULL, role ${w.id(8)} NOT NULL, agency ${w.id(64)} NOT NULL, agency_name ${w.str(100)} NOT NULL,
      platform ${w.id(32)} NOT NULL, state ${w.id(24)} NOT NULL, superseded ${w.bool} NOT NULL, helping_agencies ${w.json},
      legal_basis ${w.str(500)}, instruction ${w.longText}, outside_reference ${w.key(128)}, opinion ${w.longText},
      reason_code ${w.str(64)}, return_basis ${w.str(500)}, opened_at ${w.time} NOT NULL, accepted_at ${w.time},
      changed_at ${w.time} NOT NULL)${w.tail}`);
    await run(`CREATE TABLE IF NOT EXISTS ticketing_history (
      ticket_id ${w.id(26)} NOT NULL, version ${w.int} NOT NULL, at ${w.time} NOT NULL, act ${w.id(64)} NOT NULL,
      actor ${w.str(100)} NOT NULL, task_id ${w.id(31)}, from_state ${w.id(16)} NOT NULL, to_state ${w.id(16)} NOT NULL,
      task_from ${w.id(24)}, task_to ${w.id(24)}, reason ${w.longText}, data ${w.json},
      PRIMARY KEY (ticket_id, version))${w.tail}`);
    await run(`CREATE TABLE IF NOT EXISTS ticketing_desk_item (
      id ${w.id(80)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, kind ${w.id(16)} NOT NULL, ticket_id ${w.id(26)},
      task_id ${w.id(31)}, note ${w.longText} NOT NULL, data ${w.json}, opened_at ${w.time} NOT NULL, settled_at ${w.time},
      settled_by ${w.str(100)}, settlement ${w.longText})${w.tail}`);
    await run(`CREATE TABLE IF NOT EXISTS ticketing_reference (
      id ${w.key(161)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, ticket_id ${w.id(26)}, task_id ${w.id(31)},
      waiting ${w.json} NOT NULL, waiting_since ${w.time})${w.tail}`);
    await run(`CREATE TABLE IF NOT EXISTS ticketing_number_block (
      id ${w.id(16)} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, next_number ${w.int} NOT NULL)${w.tail}`);
    await run('CREATE UNIQUE INDEX IF NOT EXISTS ticketing_ticket_number ON ticketing_ticket (number)');
    await run('CREATE INDEX IF NOT EXISTS ticketing_ticket_opened ON ticketing_ticket (opened_at, id)');
    await run('CREATE INDEX IF NOT EXISTS ticketing_ticket_source ON ticketing_ticket (source, opened_at, id)');
    await run('CREATE INDEX IF NOT EXISTS ticketing_ticket_status ON ticketing_ticket (status, opened_at, id)');
    await run('CREATE INDEX IF NOT EXISTS ticketing_task_ticket ON ticketing_task (ticket_id)');
    await run('CREATE INDEX IF NOT EXISTS ticketing_desk_ticket ON ticketing_desk_item (ticket_id)');
    await run('CREATE INDEX IF NOT EXISTS ticketing_desk_open ON ticketing_desk_item (settled_at, opened_at, id)');
    await run('CREATE INDEX IF NOT EXISTS ticketing_reference_waiting ON ticketing_reference (waiting_since)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) await queryRunner.query(`DROP TABLE IF EXISTS ticketing_${table}`);
  }
}
