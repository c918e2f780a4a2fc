import type { Change, EntityClass, View } from '#libs/store';

type Row = Record<string, unknown>;

/** Rows as a transaction would see them, without a database. */
export class RowsInMemory implements View {
  private readonly tables = new Map<EntityClass, Map<string, Row>>();

  get<T extends object>(entity: EntityClass<T>, id: string): Readonly<T> | undefined {
    return this.table(entity as EntityClass).get(id) as Readonly<T> | undefined;
  }

  where<T extends object>(entity: EntityClass<T>, column: keyof T & string, value: string): readonly Readonly<T>[] {
    const rows = [...this.table(entity as EntityClass).values()].filter((row) => row[column] === value);
    return rows as unknown as readonly Readonly<T>[];
  }

  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      const row = change.row as Row;
      const id = String(row.id ?? JSON.stringify([row.itemId ?? row.ticketId, row.number ?? row.version]));
      const table = this.table(change.entity);
      if (change.kind === 'insert') {
        if (table.has(id)) throw new Error(`${change.entity.name} ${id} is inserted twice`);
        table.set(id, { ...row });
      } else table.set(id, { ...table.get(id), ...(change.patch as Row), version: Number(row.version) + 1 });
    }
  }

  private table(entity: EntityClass): Map<string, Row> {
    const known = this.tables.get(entity) ?? new Map<string, Row>();
    this.tables.set(entity, known);
    return known;
  }
}
