import type { Change, EntityClass, View } from '#libs/store';

type Row = Record<string, unknown>;

/** Rows as a transaction would see them, without a database: for specs that try thousands of stories on the decisions alone. */
export class RowsInMemory implements View {
  private readonly tables = new Map<EntityClass, Map<string, Row>>();

  get<T extends object>(entity: EntityClass<T>, id: string): Readonly<T> | undefined {
    return this.table(entity as EntityClass).get(id) as Readonly<T> | undefined;
  }

  where<T extends object>(entity: EntityClass<T>, column: keyof T & string, value: string): readonly Readonly<T>[] {
    const rows = [...this.table(entity as EntityClass).values()].filter((row) => row[column] === value);
    return rows as unknown as readonly Readonly<T>[];
  }

  put<T extends object>(entity: EntityClass<T>, rows: readonly T[]): void {
    for (const row of rows) this.table(entity as EntityClass).set(idOf(row as Row), row as Row);
  }

  /** As the database would: a row is inserted once, and updated only as it was read. */
  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      const row = change.row as Row;
      const id = idOf(row);
      const table = this.table(change.entity);
      const kept = table.get(id);
      if (change.kind === 'insert') {
        if (kept) throw new Error(`${change.entity.name} ${id} is inserted twice`);
        table.set(id, { ...row });
      } else {
        if (kept?.version !== row.version) throw new Error(`${change.entity.name} ${id} has changed meanwhile`);
        table.set(id, { ...kept, ...(change.patch as Row), version: Number(row.version) + 1 });
      }
    }
  }

  private table(entity: EntityClass): Map<string, Row> {
    const known = this.tables.get(entity) ?? new Map<string, Row>();
    this.tables.set(entity, known);
    return known;
  }
}

/** Of a row without an id, what it belongs to and its number there. */
function idOf(row: Row): string {
  return String(row.id ?? JSON.stringify([row.itemId ?? row.ticketId, row.number ?? row.version]));
}
