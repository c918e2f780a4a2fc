import { Column, Entity, PrimaryColumn, type DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../../testing/src/database.js';
import { insert, update } from './change.js';
import { columnWords } from './column-words.js';
import { inTransaction } from './transaction.js';
import { loadStage } from './view.js';
import { Workspace } from './workspace.js';
import { timeColumn } from './time-column.js';

@Entity('sample_thing')
class Thing {
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

class Sample1764000000000 implements MigrationInterface {
  readonly name = 'Sample1764000000000';
  async up(queryRunner: QueryRunner): Promise<void> {
    const w = columnWords(queryRunner);
    await queryRunner.query(`CREATE TABLE IF NOT EXISTS sample_thing (
      id ${w.id()} NOT NULL PRIMARY KEY, version ${w.int} NOT NULL, owner ${w.key(40)} NOT NULL, title ${w.str(20)},
      facts ${w.json}, done ${w.bool} NOT NULL, big_number ${w.bigint}, bytes ${w.blob}, body ${w.longText}, due_at ${w.time})${w.tail}`);
    await queryRunner.query('CREATE INDEX IF NOT EXISTS sample_thing_owner ON sample_thing (owner)');
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE IF EXISTS sample_thing');
  }
}

const schema = { name: 'sample', entities: [Thing], migrations: [Sample1764000000000] };
const thing = (id: string, rest: Partial<Thing> = {}): Thing =>
  Object.assign(new Thing(), { id, version: 1, owner: 'o', title: null, facts: null, done: false, bigNumber: null, bytes: null, body: null, dueAt: null }, rest);

describe.each(await testDatabases())('the store on $name', (database) => {
  let dataSource: DataSource;
  beforeAll(async () => { dataSource = await database.open([schema]); });
  afterAll(() => database.drop());

  it('measures', async () => {
    for (let round = 0; round < 4; round++) {
      const ids = Array.from({ length: 2000 }, (_, i) => `r${round}-${String(i).padStart(6, '0')}`);
      const t0 = performance.now();
      await inTransaction(dataSource, async (m) => {
        const w = new Workspace(); await w.load(m, [], ['x']);
        for (const id of ids) w.apply([insert(Thing, thing(id, { title: '工单', body: 'x'.repeat(300), facts: { a: 1 }, dueAt: new Date() }))]);
        await w.flush(m);
      });
      const t1 = performance.now();
      let loaded = 0, applied = 0, flushed = 0;
      await inTransaction(dataSource, async (m) => {
        const w = new Workspace(); await w.load(m, [loadStage<string, Thing>(Thing, 'id', (i) => [i])], ids);
        loaded = performance.now();
        for (const id of ids) w.apply([update(Thing, w.view.get(Thing, id)!, { title: '变了', done: true, dueAt: new Date() })]);
        applied = performance.now();
        await w.flush(m);
        flushed = performance.now();
      });
      console.log(database.name, 'insert tx', t1 - t0, 'load', loaded - t1, 'apply', applied - loaded, 'flush', flushed - applied, 'commit', performance.now() - flushed);
    }
    expect(await dataSource.getRepository(Thing).countBy({ version: 2, title: '变了' })).toBe(8000);
  });
});
