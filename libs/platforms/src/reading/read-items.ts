import { Problem } from '#libs/runtime';
import type { Reading } from '../readings.js';
import { rawOf } from './exact-json.js';
import { UnreadableItem } from './unreadable-item.js';

/** Items of one body at most. */
export const MAX_ITEMS = 1000;

/** A body that is one item or a list of items, as a list. Throws a Problem when it is neither. */
export function itemsOf(value: unknown): unknown[] {
  const items: unknown[] = Array.isArray(value) ? value : [value];
  if (!Array.isArray(value) && (typeof value !== 'object' || value === null))
    throw new Problem('request-invalid', 'The body holds neither an item nor a list of items where they should stand.');
  if (items.length > MAX_ITEMS)
    throw new Problem('too-many-items', `Send at most ${MAX_ITEMS} items in one body; this one holds ${items.length}.`);
  return items;
}

/** Reads item by item; one that cannot be read does not hinder the others. */
export async function readItems(
  as: 'event' | 'callback',
  items: readonly unknown[],
  read: (item: Record<string, unknown>, index: number) => Reading | Promise<Reading>,
): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const [index, item] of items.entries()) {
    try {
      readings.push(await read(asObject(item), index));
    } catch (error) {
      if (!(error instanceof UnreadableItem)) throw error;
      readings.push({ kind: 'unreadable', index, as, code: error.code, detail: error.detail, raw: rawOf(item) });
    }
  }
  return readings;
}

function asObject(item: unknown): Record<string, unknown> {
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    throw new UnreadableItem('item-not-object', '应为一个对象');
  return item as Record<string, unknown>;
}
