import type { EntityClass } from './entity-class.js';

/** A new row. `version`, where the entity has one, starts as the row says. */
export interface Insertion<T extends object = object> {
  readonly kind: 'insert';
  readonly entity: EntityClass<T>;
  readonly row: T;
}

/** New values for a row that was loaded. The workspace raises `version` by one and refuses a row that changed meanwhile. */
export interface Update<T extends object = object> {
  readonly kind: 'update';
  readonly entity: EntityClass<T>;
  readonly row: Readonly<T>;
  readonly patch: Partial<T>;
}

export type Change = Insertion | Update;

export function insert<T extends object>(entity: EntityClass<T>, row: T): Change {
  return { kind: 'insert', entity, row } as unknown as Change;
}

/** `row` as the view gave it. */
export function update<T extends object>(entity: EntityClass<T>, row: Readonly<T>, patch: Partial<T>): Change {
  return { kind: 'update', entity, row, patch } as unknown as Change;
}
