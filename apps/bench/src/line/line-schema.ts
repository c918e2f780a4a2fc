import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columnWords, timeColumn, type Schema } from '#libs/store';

@Entity('line_ticket')
export class LineTicket {
  @PrimaryColumn({ type: 'varchar', length: 64 }) id: string;
  @Column({ type: 'varchar', length: 32 }) source: string;
  @Column({ name: 'event_id', type: 'varchar', length: 128 }) eventId: string;
  @Column({ type: 'varchar', length: 200 }) title: string;
  @Column({ type: 'text' }) description: string;
  @Column({ type: 'varchar', length: 100, nullable: true }) category: string | null;
  @Column(timeColumn({ name: 'reported_at' })) reportedAt: Date;
  @Column({ type: 'varchar', length: 20 }) status: string;
  @Column({ type: 'int' }) turn: number;
}

@Entity('line_history')
export class LineHistory {
  @PrimaryColumn({ name: 'ticket_id', type: 'varchar', length: 64 }) ticketId: string;
  @PrimaryColumn({ type: 'int' }) number: number;
  @Column({ type: 'varchar', length: 20 }) status: string;
  @Column({ type: 'varchar', length: 64 }) actor: string;
  @Column(timeColumn({ name: 'at' })) at: Date;
}

class Line1764000000000 implements MigrationInterface {
  readonly name = 'Line1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS line_ticket (
      id ${w.id()} NOT NULL PRIMARY KEY, source ${w.key(32)} NOT NULL, event_id ${w.key(128)} NOT NULL,
      title ${w.str(200)} NOT NULL, description ${w.longText} NOT NULL, category ${w.str(100)}, reported_at ${w.time} NOT NULL,
      status ${w.str(20)} NOT NULL, turn ${w.int} NOT NULL, UNIQUE (source, event_id))${w.tail}`);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS line_history (
      ticket_id ${w.id()} NOT NULL, number ${w.int} NOT NULL, status ${w.str(20)} NOT NULL, actor ${w.str(64)} NOT NULL,
      at ${w.time} NOT NULL, PRIMARY KEY (ticket_id, number))${w.tail}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS line_history');
    await queryRunner.query('DROP TABLE IF EXISTS line_ticket');
  }
}

/** Of ours; the peers make the same tables with the numeric ids that their kind has. */
export const lineSchema: Schema = {
  name: 'line',
  entities: [LineTicket, LineHistory],
  migrations: [Line1764000000000],
};
