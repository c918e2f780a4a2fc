import { insert, update, type Change, type EntityClass } from '#libs/store';

/** The change that makes `before` (a loaded row, or undefined for a new one) into `after`; none when they are equal. */
export function changeOf<T extends { id: string; version: number }>(
  entity: EntityClass<T>,
  before: Readonly<T> | undefined,
  after: T,
): Change[] {
  if (!before) return [insert(entity, after)];
  const changed = Object.entries(after).filter(([name, value]) => before[name as keyof T] !== value);
  return changed.length === 0 ? [] : [update(entity, before, Object.fromEntries(changed) as Partial<T>)];
}
