import type { FieldError } from '#libs/runtime';
import type { PlainList } from '../../../domain/check-list.js';
import type { ResponsibilityList } from '../../../domain/responsibilities.js';

/** A list as a file holds it, not yet checked. */
export interface ReadList {
  readonly plain: PlainList;
  /** Where in the file a path of the list (`$.items[3].keywords`) stands, in words for whoever has the file open. */
  readonly placeOf: (path: string) => string;
}

/** Wrong places, told at most. */
export const MOST_ERRORS = 200;

/** The number of an item and the name of its field in a path, where it is the path of one. */
export function partsOf(path: string): { index: number; field: string | undefined } | undefined {
  const parts = /^\$\.items\[(\d+)\](?:\.(\w+))?/.exec(path);
  return parts ? { index: Number(parts[1]), field: parts[2] } : undefined;
}

export function atPlaces(errors: readonly FieldError[], placeOf: (path: string) => string): FieldError[] {
  return errors.slice(0, MOST_ERRORS).map(({ path, message }) => ({ path: placeOf(path), message }));
}

/** Paths of a list's mistakes by the code of the item, as people know it. */
export function byCode(errors: readonly FieldError[], { items }: Pick<ResponsibilityList, 'items'>): FieldError[] {
  return atPlaces(errors, (path) => {
    const parts = partsOf(path);
    return parts ? `${items[parts.index]?.item ?? ''} ${path}` : path;
  });
}
