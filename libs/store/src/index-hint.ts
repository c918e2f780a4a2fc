import type { DataSource, EntityManager } from 'typeorm';
import type { RowCodec } from './row-codec.js';

const known = new WeakMap<DataSource, Map<string, string>>();

/**
 * MariaDB's hint to find rows by the index that begins with that column. For many values, or in a small table, the optimizer
 * prefers to scan the table, and a locking scan waits for every row that others have locked.
 */
export async function indexHint<T extends object>(
  manager: EntityManager,
  codec: RowCodec<T>,
  property: string,
): Promise<string> {
  const hints = known.get(manager.dataSource) ?? new Map<string, string>();
  known.set(manager.dataSource, hints);
  const place = `${codec.table} ${property}`;
  let hint = hints.get(place);
  if (hint === undefined) hints.set(place, (hint = await findHint(manager, codec, property)));
  return hint;
}

async function findHint<T extends object>(
  manager: EntityManager,
  codec: RowCodec<T>,
  property: string,
): Promise<string> {
  const found = (await manager.query(
    `SELECT index_name AS name FROM information_schema.statistics
     WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ? AND seq_in_index = 1
     ORDER BY index_name = 'PRIMARY' DESC, index_name LIMIT 1`,
    [codec.table, codec.column(property).name].map((name) => name.replaceAll('`', '')),
  )) as { name: string }[];
  return found[0] ? `FORCE INDEX (\`${found[0].name}\`)` : '';
}
