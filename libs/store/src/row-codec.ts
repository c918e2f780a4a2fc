import type { DataSource, EntityManager } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { EntityMetadata } from 'typeorm/metadata/EntityMetadata.js';
import type { EntityClass } from './entity-class.js';
import { RowError } from './row-error.js';

/** One column of an entity: its name in code and in the database, and how a value changes on the way. */
export interface ColumnCodec {
  readonly property: string;
  /** Quoted. */
  readonly name: string;
  /** What a row gets that does not say: the entity's default, else null. */
  readonly fallback: unknown;
  /** Throws Unfit for what the column can't hold. */
  encode(value: unknown): unknown;
  decode(value: unknown): unknown;
}

/** How rows of one entity are written and read by our own statements, made once from its metadata. */
export interface RowCodec<T extends object = object> {
  readonly entity: EntityClass<T>;
  /** Quoted. */
  readonly table: string;
  readonly columns: readonly ColumnCodec[];
  readonly keys: readonly ColumnCodec[];
  /** Whether the Workspace may update it: one key column `id`, and a `version`. */
  readonly updatable: boolean;
  column(property: string): ColumnCodec;
  encode(row: T, column: ColumnCodec): unknown;
  /** A frozen instance from a raw row, whose fields are named by property. */
  decode(raw: Record<string, unknown>): Readonly<T>;
}

/** Why a value can't stand in a column; becomes a RowError, which names the row. */
class Unfit extends Error {}

/** Both drivers hand such values on as they are. */
const AS_IT_IS = new Set<unknown>(['varchar', 'text', 'int', 'bigint']);

const codecs = new WeakMap<EntityMetadata, RowCodec>();

export function rowCodec<T extends object>(place: DataSource | EntityManager, entity: EntityClass<T>): RowCodec<T> {
  const dataSource = 'dataSource' in place ? place.dataSource : place;
  const metadata = dataSource.getMetadata(entity);
  let codec = codecs.get(metadata);
  if (!codec) codecs.set(metadata, (codec = makeCodec(dataSource, metadata, entity as unknown as EntityClass)));
  return codec as unknown as RowCodec<T>;
}

function makeCodec(dataSource: DataSource, metadata: EntityMetadata, entity: EntityClass): RowCodec {
  const columns = metadata.columns.map((column) => columnCodec(dataSource, column));
  const byProperty = new Map(columns.map((column) => [column.property, column]));
  const column = (property: string): ColumnCodec => {
    const found = byProperty.get(property);
    if (!found) throw new Error(`${entity.name} has no column ${property}`);
    return found;
  };
  const keys = metadata.primaryColumns.map(({ propertyName }) => column(propertyName));
  return {
    entity,
    table: dataSource.driver.escape(metadata.tableName),
    columns,
    keys,
    updatable: keys.length === 1 && keys[0]?.property === 'id' && byProperty.has('version'),
    column,
    encode(row, one) {
      const fields = row as Record<string, unknown>;
      try {
        return one.encode(fields[one.property]);
      } catch (error) {
        if (!(error instanceof Unfit)) throw error;
        const names = keys.map(({ property }) => fields[property]);
        throw new RowError(metadata.tableName, names, one.property, error.message);
      }
    },
    decode(raw) {
      const row = new entity() as Record<string, unknown>;
      for (const one of columns) row[one.property] = one.decode(raw[one.property]);
      return Object.freeze(row);
    },
  };
}

function columnCodec(dataSource: DataSource, column: ColumnMetadata): ColumnCodec {
  const isJson = column.type === 'json' && !column.transformer;
  const length = Number(column.length) || Infinity;
  const asItIs = AS_IT_IS.has(column.type) && !column.transformer;
  const prepare = (value: unknown): unknown => {
    if (isJson) return jsonText(value);
    return asItIs ? value : (dataSource.driver.preparePersistentValue(value, column) as unknown);
  };
  const fallback = typeof column.default === 'function' ? null : ((column.default as unknown) ?? null);
  return {
    property: column.propertyName,
    name: dataSource.driver.escape(column.databaseName),
    fallback,
    encode(given) {
      const value = given === undefined ? fallback : given;
      if (value instanceof Date && Number.isNaN(value.getTime())) throw new Unfit('is not a time');
      const encoded = prepare(value);
      if (encoded === undefined || encoded === null) {
        if (column.isNullable) return null;
        throw new Unfit('is missing');
      }
      // SQLite has no lengths, and MariaDB would name the place in the statement but not the row.
      if (typeof encoded === 'string' && encoded.length > length && characters(encoded) > length)
        throw new Unfit(`is longer than ${length} characters`);
      if (typeof encoded === 'number' && !Number.isFinite(encoded)) throw new Unfit('is not a number');
      return encoded;
    },
    decode: isJson ? jsonValue : (value) => dataSource.driver.prepareHydratedValue(value, column) as unknown,
  };
}

/** As the databases count: code points. */
function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function jsonText(value: unknown): unknown {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

function jsonValue(value: unknown): unknown {
  return typeof value === 'string' ? frozenWhole(JSON.parse(value)) : value;
}

function frozenWhole<V>(value: V): V {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozenWhole(part);
  return Object.freeze(value);
}
