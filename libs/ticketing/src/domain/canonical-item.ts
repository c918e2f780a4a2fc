import type { ResponsibilityItem } from './responsibilities.js';

/** The fields of an item in the order in which they are shown, written and compared. */
export const ITEM_FIELDS = [
  'item',
  'name',
  'scene',
  'categories',
  'keywords',
  'station',
  'bureau',
  'helping',
  'joint',
  'grade',
  'limits',
  'proof',
  'auditRate',
  'legalBasis',
  'reportTo',
  'townships',
  'grids',
  'sources',
  'grades',
  'priority',
  'validFrom',
  'validTo',
] as const satisfies readonly (keyof ResponsibilityItem)[];
export type ItemField = (typeof ITEM_FIELDS)[number];

/** What is the same as not being said. */
const UNSAID: Partial<Record<ItemField, unknown>> = { joint: false, priority: 0 };

/**
 * An item as it is kept, whichever way it came (YAML, Excel, API): blanks at the ends of texts and between words are made one
 * or none, and what says nothing is left out, so that equal items are equal and a file that is exported and imported is the same.
 */
export function canonicalItem(plain: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = new Set<string>(ITEM_FIELDS);
  const strange = Object.keys(plain).filter((field) => !known.has(field));
  const kept = [...ITEM_FIELDS, ...strange].flatMap((field): [string, unknown][] => {
    const value = tidy(plain[field]);
    const empty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
    // Categories may be empty, but must be said: an item without them is found by code and keywords only.
    if (field === 'categories') return [[field, empty ? [] : value]];
    return empty || UNSAID[field as ItemField] === value ? [] : [[field, value]];
  });
  return Object.fromEntries(kept);
}

function tidy(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\s+/gu, ' ').trim();
  if (Array.isArray(value)) return value.map(tidy);
  return value;
}
