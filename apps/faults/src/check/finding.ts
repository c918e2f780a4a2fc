/**
 * What can be wrong. `lost`: it was promised and is not there. `doubled`: it had its effect twice. `outOfOrder`: later came
 * before earlier. `invented`: nobody asked for it.
 */
export type Wrong = 'lost' | 'doubled' | 'outOfOrder' | 'invented';

/** One thing that is wrong, named by its id. */
export interface Finding {
  readonly wrong: Wrong;
  readonly what: string;
}

export function found(wrong: Wrong, whats: Iterable<string>): Finding[] {
  return Array.from(whats, (what) => ({ wrong, what }));
}

/** Groups in the order of their first members. */
export function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
