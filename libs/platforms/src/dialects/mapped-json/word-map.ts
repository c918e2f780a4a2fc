import { unmapped } from '../../reading/fields.js';
import { isSection, type MappingReader } from './mapping-reader.js';

/** Their word to ours. Total: a word that is not in it makes the item unreadable, with the word as it came. */
export type WordMap = (raw: unknown) => unknown;

/**
 * Reads `maps` of events or callbacks.
 * @param words for a field whose words are a fixed list, that list
 */
export function readWordMaps<F extends string>(
  reader: MappingReader,
  value: unknown,
  path: string,
  fields: readonly F[],
  words: Partial<Record<F, readonly unknown[]>>,
): Map<F, WordMap> {
  const maps = new Map<F, WordMap>();
  for (const [field, entries] of Object.entries(reader.section(value, path, fields)) as [F, unknown][]) {
    if (!isSection(entries)) {
      reader.mistake(`${path}.${field}`, 'must be a section: their word: our word');
      continue;
    }
    const allowed = words[field];
    for (const [theirs, ours] of Object.entries(entries)) {
      const wrong = allowed ? !allowed.includes(ours) : typeof ours !== 'string';
      if (wrong)
        reader.mistake(`${path}.${field}.${theirs}`, `must be ${allowed ? `one of ${allowed.join(', ')}` : 'a text'}`);
    }
    maps.set(field, wordMap(field, new Map(Object.entries(entries))));
  }
  return maps;
}

function wordMap(field: string, entries: ReadonlyMap<string, unknown>): WordMap {
  return (raw) => {
    if (raw === undefined || raw === null || raw === '') return undefined;
    const word = typeof raw === 'string' ? raw.trim() : JSON.stringify(raw);
    if (!entries.has(word)) throw unmapped(field, word);
    return entries.get(word);
  };
}
