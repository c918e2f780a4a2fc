import { isDeepStrictEqual } from 'node:util';
import { ITEM_FIELDS, type ItemField } from './canonical-item.js';
import type { ResponsibilityItem, ResponsibilityList } from './responsibilities.js';

/** One field that says something else; absent on one side where it says nothing there. */
export interface FieldChange {
  readonly field: ItemField;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What makes one list of another; everything empty when they say the same. Names of versions and the order of items say nothing. */
export interface ListDiff {
  readonly added: readonly ResponsibilityItem[];
  readonly removed: readonly ResponsibilityItem[];
  readonly changed: readonly {
    readonly item: string;
    readonly name: string;
    readonly fields: readonly FieldChange[];
  }[];
  readonly defaultTownship: readonly { readonly source: string; readonly before?: string; readonly after?: string }[];
}

export function diffLists(before: ResponsibilityList, after: ResponsibilityList): ListDiff {
  const [old, fresh] = [byCode(before), byCode(after)];
  const changed = after.items.flatMap((item) => {
    const was = old.get(item.item);
    const fields = was === undefined ? [] : ITEM_FIELDS.flatMap((field) => changeOf(field, was[field], item[field]));
    return fields.length === 0 ? [] : [{ item: item.item, name: item.name, fields }];
  });
  const [oldTownships, newTownships] = [before.defaultTownship ?? {}, after.defaultTownship ?? {}];
  const sources = [...new Set([...Object.keys(oldTownships), ...Object.keys(newTownships)])].toSorted();
  return {
    added: after.items.filter(({ item }) => !old.has(item)),
    removed: before.items.filter(({ item }) => !fresh.has(item)),
    changed,
    defaultTownship: sources.flatMap((source) => {
      const [was, is] = [oldTownships[source], newTownships[source]];
      return was === is ? [] : [{ source, ...said('before', was), ...said('after', is) }];
    }),
  };
}

function changeOf(field: ItemField, before: unknown, after: unknown): FieldChange[] {
  // Instances of a class and what JSON brought back are the same list.
  const [was, is] = [plain(before), plain(after)];
  return isDeepStrictEqual(was, is) ? [] : [{ field, ...said('before', was), ...said('after', is) }];
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

function said<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

function byCode({ items }: ResponsibilityList): Map<string, ResponsibilityItem> {
  return new Map(items.map((item) => [item.item, item]));
}
