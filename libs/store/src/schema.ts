import type { MigrationInterface } from 'typeorm';
import type { EntityClass } from './entity-class.js';

/** What a part of the house keeps in the database. Tables carry its prefix; no query crosses to another part's tables. */
export interface Schema {
  readonly name: string;
  readonly entities: readonly EntityClass[];
  /** Hand-written and re-runnable; each has a `name` that ends in a 13-digit time, as TypeORM wants it. */
  readonly migrations: readonly (new () => MigrationInterface)[];
}
