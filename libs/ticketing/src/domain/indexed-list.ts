import type { RoutingFacts } from './item-match.js';
import type { ResponsibilityItem, ResponsibilityList } from './responsibilities.js';

/**
 * One version of the list, with what is needed to find the few items that an event can fit without trying all of them.
 * Immutable. It only proposes: whether and how well an item fits is `matchItem`'s to say.
 */
export class IndexedList {
  private readonly byCode = new Map<string, ResponsibilityItem>();
  /** Items without keywords, by category: the rest of a class. */
  private readonly restOf = new Map<string, ResponsibilityItem[]>();
  /** Keywords by their first two UTF-16 units (no keyword is shorter), each with its items. */
  private readonly keywords = new Map<number, { word: string; items: ResponsibilityItem[] }[]>();

  constructor(readonly list: ResponsibilityList) {
    for (const item of list.items) {
      if (!this.byCode.has(item.item)) this.byCode.set(item.item, item);
      if (item.keywords === undefined) for (const name of item.categories) addTo(this.restOf, name, item);
      for (const word of item.keywords ?? []) this.addKeyword(word, item);
    }
  }

  get version(): string {
    return this.list.version;
  }

  find(code: string): ResponsibilityItem | undefined {
    return this.byCode.get(code);
  }

  /** Every item that can fit these facts, and few that can't; each once. */
  candidates(facts: RoutingFacts): Set<ResponsibilityItem> {
    const found = new Set<ResponsibilityItem>();
    const named = facts.item === undefined ? undefined : this.byCode.get(facts.item);
    if (named) found.add(named);
    for (const name of classesOf(facts.category)) for (const item of this.restOf.get(name) ?? []) found.add(item);
    this.addByKeywords(facts.title, found);
    this.addByKeywords(facts.description, found);
    return found;
  }

  private addKeyword(word: string, item: ResponsibilityItem): void {
    const key = pairAt(word, 0);
    const group = this.keywords.get(key) ?? [];
    this.keywords.set(key, group);
    const known = group.find((one) => one.word === word);
    if (known) known.items.push(item);
    else group.push({ word, items: [item] });
  }

  private addByKeywords(text: string, found: Set<ResponsibilityItem>): void {
    for (let at = 0; at + 1 < text.length; at++) {
      for (const { word, items } of this.keywords.get(pairAt(text, at)) ?? []) {
        if (text.startsWith(word, at)) for (const item of items) found.add(item);
      }
    }
  }
}

/** `城乡建设/市政管理` is of the classes `城乡建设/市政管理` and `城乡建设`. */
function classesOf(category: string | undefined): string[] {
  if (category === undefined) return [];
  const parts = category.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function pairAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);
}

function addTo<V>(map: Map<string, V[]>, key: string, value: V): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
