import { check, type FieldError } from '#libs/runtime';
import type { AgencyBook } from './agency-book.js';
import { canonicalItem } from './canonical-item.js';
import { ResponsibilityList } from './responsibilities.js';
import { responsibilityMistakes } from './responsibility-mistakes.js';

/** What a list may name: agencies and platforms that are configured. */
export interface ListScope {
  readonly agencies: AgencyBook;
  knowsPlatform(code: string): boolean;
}

/** A list as somebody wrote it. */
export interface PlainList {
  readonly version: unknown;
  readonly defaultTownship?: unknown;
  readonly items: unknown;
}

/** The list in its canonical form (see `canonicalItem`), or everything that is wrong with it, by path. */
export function checkList(plain: PlainList, scope: ListScope): { list: ResponsibilityList } | { errors: FieldError[] } {
  const result = check(ResponsibilityList, canonicalList(plain));
  if ('errors' in result) return result;
  const list = result.value;
  const errors = [...responsibilityMistakes(list, scope.agencies), ...strangers(list, scope)].map(errorOf);
  return errors.length > 0 ? { errors } : { list };
}

function canonicalList({ version, defaultTownship, items }: PlainList): Record<string, unknown> {
  const none =
    typeof defaultTownship === 'object' && defaultTownship !== null && Object.keys(defaultTownship).length === 0;
  return {
    version,
    ...(defaultTownship === undefined || defaultTownship === null || none ? {} : { defaultTownship }),
    items: Array.isArray(items) ? (items as unknown[]).map(canonical) : items,
  };
}

function canonical(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  return canonicalItem(item as Record<string, unknown>);
}

function strangers(list: ResponsibilityList, scope: ListScope): string[] {
  return list.items.flatMap((item, index) =>
    (item.reportTo ?? [])
      .filter((platform) => !scope.knowsPlatform(platform))
      .map((platform) => `$.items[${index}].reportTo: no platform of platforms.yml has the code ${platform}`),
  );
}

/** `$.items[3]: what is wrong`. */
function errorOf(mistake: string): FieldError {
  const at = mistake.indexOf(': ');
  return { path: mistake.slice(0, at), message: mistake.slice(at + 2) };
}
