import type { EntityClass } from './entity-class.js';

/**
 * What a decision may look at: the rows that its load stages named, with the changes of the decisions before it in the same
 * batch already in them. Rows are frozen: a decision changes nothing, it returns changes.
 */
export interface View {
  /** The row of that primary id, or undefined when there is none. Throws when no stage loads that entity. */
  get<T extends object>(entity: EntityClass<T>, id: string): Readonly<T> | undefined;
  /**
   * The rows whose `column` has that value, in order of their ids, among the loaded and the newly inserted.
   * Throws when no stage loads that entity by that column, since then rows could be missing.
   */
  where<T extends object>(entity: EntityClass<T>, column: keyof T & string, value: string): readonly Readonly<T>[];
}

/**
 * One step of loading: the rows of `entity` whose `column` is one of `values`. Stages run in order, each with one query for
 * the whole batch, `ORDER BY id FOR UPDATE` (SQLite: one writer at a time anyway); a later stage may use what an earlier one
 * has loaded.
 */
export interface LoadStage<I> {
  readonly entity: EntityClass;
  /** Property name of the entity; `id` for the primary key. */
  readonly column: string;
  readonly values: (input: I, view: View) => readonly (string | undefined)[];
}

export function loadStage<I, T extends object>(
  entity: EntityClass<T>,
  column: keyof T & string,
  values: (input: I, view: View) => readonly (string | undefined)[],
): LoadStage<I> {
  return { entity: entity as unknown as EntityClass, column, values };
}
