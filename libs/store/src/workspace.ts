import type { DataSource, EntityManager } from 'typeorm';
import type { Change } from './change.js';
import type { EntityClass } from './entity-class.js';
import { NotLoaded } from './not-loaded.js';
import { rowCodec } from './row-codec.js';
import type { LoadStage, View } from './view.js';
import { WorkspaceTable } from './workspace-table.js';

type Fields = Readonly<Record<string, unknown>>;

/** A change that can be made. */
interface Checked {
  readonly table: WorkspaceTable;
  readonly name: string;
  readonly fields: Fields;
  readonly patch: Fields | undefined;
}

/**
 * The rows that one transaction works on: loaded and locked for a whole batch of inputs, changed decision by decision in
 * memory, written at the end. Made for one transaction and thrown away with it.
 *
 * What the view can't know it does not answer: it throws NotLoaded for a value that no stage asked for. One exception: a value
 * that was asked for as an id and is no row of the database (or that was inserted here) is new, so nothing in the database
 * can refer to it, and what refers to it is what was inserted here.
 */
export class Workspace {
  private dataSource: DataSource | undefined;
  private readonly tables = new Map<EntityClass, WorkspaceTable>();
  private readonly presentIds = new Set<string>();
  private readonly absentIds = new Set<string>();
  /** Entities in the order in which they were first changed: what is referred to is written first. */
  private readonly changed = new Set<WorkspaceTable>();

  readonly view: View = {
    get: <T extends object>(entity: EntityClass<T>, id: string) =>
      this.loadedTable(entity).get(id) as Readonly<T> | undefined,
    where: <T extends object>(entity: EntityClass<T>, column: keyof T & string, value: string) =>
      this.tables.has(entity as unknown as EntityClass) || !this.isFresh(value)
        ? (this.loadedTable(entity).where(column, value) as unknown as readonly Readonly<T>[])
        : [],
  };

  /** Runs the stages in order, each with one query for all inputs. May be called again, for other inputs. */
  async load<I>(manager: EntityManager, stages: readonly LoadStage<I>[], inputs: readonly I[]): Promise<void> {
    this.dataSource = manager.dataSource;
    if (inputs.length === 0) return;
    for (const stage of stages) {
      const values = inputs.flatMap((input) => stage.values(input, this.view)).filter((value) => value !== undefined);
      const { asked, found } = await this.table(stage.entity).load(manager, stage.column, values);
      for (const id of found) this.presentIds.add(id);
      for (const id of asked) if (!this.presentIds.has(id)) this.absentIds.add(id);
    }
  }

  /** Makes the changes of one decision, all or none: throws before the first when one of them can't be made. */
  apply(changes: readonly Change[]): void {
    const checked: Checked[] = [];
    const touched = new Set<string>();
    for (const change of changes) {
      const table = this.table(change.entity);
      const fields = change.row as Fields;
      const patch = change.kind === 'update' ? (change.patch as Fields) : undefined;
      const name = patch ? table.checkUpdate(fields, patch) : table.checkInsert(fields);
      const words = `${change.entity.name} ${name}`;
      if (touched.has(words)) throw new Error(`one decision changes ${words} twice; make it one change`);
      touched.add(words);
      checked.push({ table, name, fields, patch });
    }
    for (const { table, name, fields, patch } of checked) {
      this.changed.add(table);
      if (patch) table.update(name, patch);
      else {
        table.insert(name, fields);
        this.absentIds.add(name);
      }
    }
  }

  /** Writes all changes with few statements. Rejects with VersionConflict, RowError or the database's error. */
  async flush(manager: EntityManager): Promise<void> {
    for (const table of this.changed) await table.flush(manager);
    this.changed.clear();
  }

  private isFresh(value: string): boolean {
    return this.absentIds.has(value) && !this.presentIds.has(value);
  }

  private table(entity: EntityClass): WorkspaceTable {
    const known = this.tables.get(entity);
    if (known) return known;
    if (!this.dataSource) throw new Error('a Workspace loads before it changes anything');
    const table = new WorkspaceTable(rowCodec(this.dataSource, entity), (value) => this.isFresh(value));
    this.tables.set(entity, table);
    return table;
  }

  private loadedTable<T extends object>(entity: EntityClass<T>): WorkspaceTable {
    const table = this.tables.get(entity as unknown as EntityClass);
    if (!table) throw new NotLoaded(`no load stage loads ${entity.name}`);
    return table;
  }
}
