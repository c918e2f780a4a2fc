import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { columnWords, timeColumn, type Schema } from '#libs/store';

/** An entity with every kind of column, for the suites of the store. */
@Entity('sample_thing')
export class SampleThing {
  @PrimaryColumn({ type: 'varchar', length: 64 }) id: string;
  @Column({ type: 'int' }) version: number;
  @Column({ type: 'varchar', length: 40 }) owner: string;
  @Column({ type: 'varchar', length: 20, nullable: true }) title: string | null;
  @Column({ type: 'json', nullable: true }) facts: unknown;
  @Column({ type: 'boolean', default: false }) done: boolean;
  @Column({ name: 'big_number', type: 'bigint', nullable: true }) bigNumber: number | null;
  @Column({ type: 'blob', nullable: true }) bytes: Buffer | null;
  @Column({ type: 'text', nullable: true }) body: string | null;
  @Column(timeColumn({ name: 'due_at', nullable: true })) dueAt: Date | null;
}

/** A line that is only ever added, under a key of two parts. */
@Entity('sample_line')
export class SampleLine {
  @PrimaryColumn({ name: 'thing_id', type: 'varchar', length: 64 }) thingId: string;
  @PrimaryColumn({ type: 'int' }) number: number;
  @Column({ type: 'varchar', length: 100 }) text: string;
}

class Sample1764000000000 implements MigrationInterface {
  readonly name = 'Sample1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS sample_thing (
      id ${w.id()} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, owner ${w.key(40)} NOT NULL, title ${w.str(20)},
      facts ${w.json}, done ${w.bool} NOT NULL, big_number ${w.bigint}, bytes ${w.blob}, body ${w.longText},
      due_at ${w.time})${w.tail}`);
    await queryRunner.query('CREATE INDEX IF NOT EXISTS sample_thing_owner ON sample_thing (owner)');
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS sample_line (
      thing_id ${w.id()} NOT NULL, number ${w.int} NOT NULL, text ${w.str(100)} NOT NULL, PRIMARY KEY (thing_id, number))${w.tail}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS sample_line');
    await queryRunner.query('DROP TABLE IF EXISTS sample_thing');
  }
}

export const sampleSchema: Schema = {
  name: 'sample',
  entities: [SampleThing, SampleLine],
  migrations: [Sample1764000000000],
};

/** With version 1, owner `o`, and the rest empty. */
export function sampleThing(id: string, rest: Partial<SampleThing> = {}): SampleThing {
  return Object.assign(new SampleThing(), { id, version: 1, owner: 'o' }, rest);
}
