import type { EntityManager } from 'typeorm';
import { insertRows } from './insert-rows.js';
import { loadRows } from './load-rows.js';
import { NotLoaded } from './not-loaded.js';
import type { RowCodec } from './row-codec.js';
import { updateRows } from './update-rows.js';

type Fields = Readonly<Record<string, unknown>>;

interface Entry {
  readonly keys: readonly unknown[];
  row: Fields;
  /** Undefined for a row that is not in the database yet. */
  loadedVersion: number | undefined;
  /** Properties changed since it was loaded or written; made when the first one is. */
  patched: Set<string> | undefined;
}

/** The rows of one entity in a Workspace: as loaded, and as the decisions so far have made them. */
export class WorkspaceTable {
  private readonly entries = new Map<string, Entry>();
  /** Per column, then value: names of the entries. Made when first asked, then kept up to date. */
  private readonly indexes = new Map<string, Map<string, Set<string>>>();
  private readonly asked = new Map<string, Set<string>>();

  constructor(
    private readonly codec: RowCodec,
    /** Whether nothing in the database can refer to that value; see Workspace. */
    private readonly isFresh: (value: string) => boolean,
  ) {}

  /** Loads what was not asked for before. Rows that are here already stay as the decisions have made them. Returns their ids. */
  async load(
    manager: EntityManager,
    column: string,
    values: Iterable<string>,
  ): Promise<{ asked: string[]; found: string[] }> {
    const known = this.asked.get(column) ?? new Set();
    this.asked.set(column, known);
    const missing = [...new Set(values)].filter((value) => !known.has(value));
    const rows = missing.length === 0 ? [] : await loadRows(manager, this.codec, column, missing);
    for (const value of missing) known.add(value);
    for (const row of rows as Fields[]) {
      const name = this.nameOf(row);
      if (this.entries.has(name)) continue;
      this.put(name, {
        keys: this.keysOf(row),
        row,
        loadedVersion: (row.version as number | undefined) ?? 0,
        patched: undefined,
      });
    }
    return { asked: this.isKey(column) ? missing : [], found: rows.map((row) => this.nameOf(row as Fields)) };
  }

  get(id: string): Fields | undefined {
    const entry = this.entries.get(id);
    if (this.asked.size === 0) throw new NotLoaded(`no load stage loads ${this.codec.entity.name}`);
    if (entry) return entry.row;
    const byKey = [...this.asked].find(([column]) => this.isKey(column));
    if (byKey && !byKey[1].has(id) && !this.isFresh(id)) {
      throw new NotLoaded(`no load stage asked for the ${this.codec.entity.name} of that id`);
    }
    return undefined;
  }

  where(column: string, value: string): Fields[] {
    if (!this.asked.get(column)?.has(value) && !this.isFresh(value)) {
      throw new NotLoaded(`no load stage asked for rows of ${this.codec.entity.name} with that ${column}`);
    }
    const found = [...(this.indexOf(column).get(value) ?? [])].map((name) => this.entries.get(name) as Entry);
    return found.toSorted((one, other) => compareKeys(one.keys, other.keys)).map(({ row }) => row);
  }

  /** The name of a new row; throws when it can't be inserted. */
  checkInsert(row: Fields): string {
    for (const { property } of this.codec.keys) {
      if (row[property] === undefined || row[property] === null)
        throw new Error(`a new ${this.codec.entity.name} has no ${property}`);
    }
    const name = this.nameOf(row);
    if (this.entries.has(name))
      throw new Error(`${this.codec.entity.name} ${name} is there already and can't be inserted`);
    return name;
  }

  insert(name: string, given: Fields): void {
    const row = new this.codec.entity() as Record<string, unknown>;
    for (const { property, fallback } of this.codec.columns) row[property] = given[property] ?? fallback;
    this.put(name, {
      keys: this.keysOf(row),
      row: Object.freeze(row),
      loadedVersion: undefined,
      patched: undefined,
    });
  }

  /** The name of the row to be updated; throws when the patch is not one, or the row is not the current one. */
  checkUpdate(row: Fields, patch: Fields): string {
    const { entity, updatable } = this.codec;
    if (!updatable) throw new Error(`${entity.name} can only be inserted: it has no id and version`);
    const name = this.nameOf(row);
    if (this.entries.get(name)?.row !== row)
      throw new Error(`that ${entity.name} ${name} is not the current one of the view`);
    for (const property of Object.keys(patch)) this.codec.column(property);
    if ('id' in patch) throw new Error(`the id of a ${entity.name} can't be changed`);
    if ('version' in patch && patch.version !== (row.version as number) + 1) {
      throw new Error(`the version of a ${entity.name} rises by one with each update`);
    }
    return name;
  }

  update(name: string, patch: Fields): void {
    const entry = this.entries.get(name) as Entry;
    const row = Object.assign(new this.codec.entity(), entry.row) as Record<string, unknown>;
    entry.patched ??= new Set();
    for (const [property, value] of Object.entries(patch)) {
      row[property] = value ?? null;
      entry.patched.add(property);
    }
    row.version = (entry.row.version as number) + 1;
    for (const [column, index] of this.indexes) index.get(String(entry.row[column]))?.delete(name);
    entry.row = Object.freeze(row);
    this.indexAll(name, entry.row);
  }

  async flush(manager: EntityManager): Promise<void> {
    const inOrder = [...this.entries.values()].toSorted((one, other) => compareKeys(one.keys, other.keys));
    const fresh = inOrder.filter(({ loadedVersion }) => loadedVersion === undefined);
    if (fresh.length > 0)
      await insertRows(
        manager,
        this.codec.entity,
        fresh.map(({ row }) => row),
      );
    const changed = inOrder.filter(
      ({ row, loadedVersion }) => loadedVersion !== undefined && this.isChanged(row, loadedVersion),
    );
    for (const group of byPatchedColumns(changed)) {
      const columns = [...((group[0] as Entry).patched ?? [])].map((property) => this.codec.column(property));
      await updateRows(manager, this.codec, columns, group as (Entry & { loadedVersion: number })[]);
    }
    for (const entry of inOrder) {
      entry.loadedVersion = (entry.row.version as number | undefined) ?? 0;
      entry.patched = undefined;
    }
  }

  private isChanged(row: Fields, loadedVersion: number): boolean {
    return this.codec.updatable && row.version !== loadedVersion;
  }

  private put(name: string, entry: Entry): void {
    this.entries.set(name, entry);
    this.indexAll(name, entry.row);
  }

  private indexOf(column: string): Map<string, Set<string>> {
    const known = this.indexes.get(column);
    if (known) return known;
    const index = new Map<string, Set<string>>();
    this.indexes.set(column, index);
    for (const [name, { row }] of this.entries) addTo(index, String(row[this.codec.column(column).property]), name);
    return index;
  }

  private indexAll(name: string, row: Fields): void {
    for (const [column, index] of this.indexes) addTo(index, String(row[column]), name);
  }

  private isKey(column: string): boolean {
    return this.codec.keys.length === 1 && this.codec.keys[0]?.property === column;
  }

  private keysOf(row: Fields): unknown[] {
    return this.codec.keys.map(({ property }) => row[property]);
  }

  private nameOf(row: Fields): string {
    const keys = this.keysOf(row);
    return keys.length === 1 ? String(keys[0]) : JSON.stringify(keys);
  }
}

/** Rows whose same columns changed go together: no row is made to carry a long text that it did not change. */
function byPatchedColumns(entries: readonly Entry[]): Entry[][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const columns = [...(entry.patched ?? [])].toSorted().join();
    const group = groups.get(columns);
    if (group) group.push(entry);
    else groups.set(columns, [entry]);
  }
  return [...groups.values()];
}

function addTo(index: Map<string, Set<string>>, value: string, name: string): void {
  const names = index.get(value);
  if (names) names.add(name);
  else index.set(value, new Set([name]));
}

function compareKeys(one: readonly unknown[], other: readonly unknown[]): number {
  for (let index = 0; index < one.length; index++) {
    const [left, right] = [one[index] as string, other[index] as string];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
