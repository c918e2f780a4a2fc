import type { AgencyBook } from './agency-book.js';
import { limitMistakes } from './limits.js';
import type { ResponsibilityItem, ResponsibilityList } from './responsibilities.js';

/** What a list says that the agencies do not bear out, each in words with its path; empty when all is well. */
export function responsibilityMistakes(list: ResponsibilityList, agencies: AgencyBook): string[] {
  const seen = new Set<string>();
  const mistakes = list.items.flatMap((item, index) => {
    const twice = seen.has(item.item) ? [`the item code ${item.item} stands there twice`] : [];
    seen.add(item.item);
    const place = `$.items[${index}]`;
    return [
      ...[...twice, ...itemMistakes(item, agencies)].map((mistake) => `${place}: ${mistake}`),
      ...limitMistakes(item.limits, `${place}.limits`),
    ];
  });
  for (const [source, township] of Object.entries(list.defaultTownship ?? {})) {
    if (!agencies.hasTownship(township))
      mistakes.push(
        `$.defaultTownship.${source}: no township of agencies.yml has the code ${JSON.stringify(township)}`,
      );
  }
  return mistakes;
}

function itemMistakes(item: ResponsibilityItem, agencies: AgencyBook): string[] {
  const mistakes: string[] = [];
  if ((item.station === undefined) === (item.bureau === undefined))
    mistakes.push('name exactly one of station and bureau');
  const named = [item.station ?? item.bureau ?? [], item.helping ?? []].flat();
  for (const agency of named) {
    if (!agencies.hasStationKind(agency) && agencies.find(agency)?.kind !== 'bureau')
      mistakes.push(`${agency} is neither a station kind nor a bureau of agencies.yml`);
  }
  for (const township of item.townships ?? []) {
    if (!agencies.hasTownship(township)) mistakes.push(`no township of agencies.yml has the code ${township}`);
  }
  if (item.joint && !item.helping?.length) mistakes.push('joint needs at least one helping agency');
  for (const day of [item.validFrom, item.validTo ?? item.validFrom])
    if (!isDay(day)) mistakes.push(`there is no day ${day}`);
  if (textsOf(item).some((text) => UNPRINTABLE.test(text))) mistakes.push('holds a character that cannot be printed');
  if (item.validTo !== undefined && item.validTo < item.validFrom) mistakes.push('validTo lies before validFrom');
  return mistakes;
}

function isDay(day: string): boolean {
  const time = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day);
}

/** Control characters, halves of a character, what is none, and the mark of a broken encoding: neither a page nor a workbook can show them. */
export const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\uFFFD]/u;

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
