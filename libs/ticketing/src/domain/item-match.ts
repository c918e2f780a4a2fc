import type { Grade } from '#libs/contracts';
import type { ResponsibilityItem } from './responsibilities.js';

/** What routing looks at in an event. */
export interface RoutingFacts {
  readonly source: string;
  readonly title: string;
  readonly description: string;
  readonly category?: string;
  readonly item?: string;
  readonly grade?: Grade;
  /** After the default of its source, if it named none. */
  readonly township?: string;
  /** Grid code in the source's own scheme. */
  readonly grid?: string;
}

/** The steps by which an item can be found, strongest first. */
export const MATCH_STEPS = ['item', 'category-and-keywords', 'category', 'keywords'] as const;
export type MatchStep = (typeof MATCH_STEPS)[number];

/** Why an item fits. Compared field by field in the order written here: larger is better. */
export interface ItemMatch {
  readonly rule: ResponsibilityItem;
  readonly step: MatchStep;
  readonly priority: number;
  /** How many of the item's restrictions (townships, grids, sources, grades) hold. */
  readonly restrictions: number;
  /** Length of the keywords found, those in the title three times. */
  readonly weight: number;
  readonly keywordsInTitle: readonly string[];
  readonly keywordsInDescription: readonly string[];
}

/** Whether the item holds on that day (`2026-11-25`, Asia/Shanghai). */
export function isValidOn(rule: ResponsibilityItem, day: string): boolean {
  return day >= rule.validFrom && (rule.validTo === undefined || day <= rule.validTo);
}

/** How that item fits those facts on that day, or undefined when it does not. */
export function matchItem(rule: ResponsibilityItem, facts: RoutingFacts, day: string): ItemMatch | undefined {
  if (!isValidOn(rule, day)) return undefined;
  const restrictions = restrictionsHeld(rule, facts);
  if (restrictions === undefined) return undefined;
  const keywords = rule.keywords ?? [];
  const keywordsInTitle = keywords.filter((word) => facts.title.includes(word));
  const keywordsInDescription = keywords.filter((word) => facts.description.includes(word));
  const step = stepOf(rule, facts, keywordsInTitle.length, keywordsInDescription.length);
  if (step === undefined) return undefined;
  const weight = 3 * lengthOf(keywordsInTitle) + lengthOf(keywordsInDescription);
  const priority = rule.priority ?? 0;
  return { rule, step, priority, restrictions, weight, keywordsInTitle, keywordsInDescription };
}

/** Positive when `a` fits better, negative when `b` does, 0 when nothing tells them apart. */
export function compareMatches(a: ItemMatch, b: ItemMatch): number {
  return (
    MATCH_STEPS.indexOf(b.step) - MATCH_STEPS.indexOf(a.step) ||
    a.priority - b.priority ||
    a.restrictions - b.restrictions ||
    a.weight - b.weight
  );
}

/** Whether the event's category is one of the item's, or lies under one. */
export function isOfCategory(rule: ResponsibilityItem, category: string | undefined): boolean {
  return category !== undefined && rule.categories.some((name) => category === name || category.startsWith(`${name}/`));
}

function stepOf(
  rule: ResponsibilityItem,
  facts: RoutingFacts,
  inTitle: number,
  inDescription: number,
): MatchStep | undefined {
  if (facts.item !== undefined && facts.item === rule.item) return 'item';
  const ofCategory = isOfCategory(rule, facts.category);
  if (ofCategory && inTitle + inDescription > 0) return 'category-and-keywords';
  if (ofCategory && rule.keywords === undefined) return 'category';
  // One word in a long letter is no evidence: it may be said in passing.
  if (inTitle > 0 || inDescription >= 2) return 'keywords';
  return undefined;
}

function restrictionsHeld(rule: ResponsibilityItem, facts: RoutingFacts): number | undefined {
  const named = restrictionsOf(rule, facts);
  return named.every(({ holds }) => holds) ? named.length : undefined;
}

/** One restriction of an item: what it allows, what the event says, and whether that holds. */
export interface Restriction {
  readonly field: 'townships' | 'grids' | 'sources' | 'grades';
  readonly allowed: readonly string[];
  readonly value: string | undefined;
  readonly holds: boolean;
}

/** The restrictions that an item names. An event that says nothing about a thing never fulfils a restriction of it. */
export function restrictionsOf(rule: ResponsibilityItem, facts: RoutingFacts): readonly Restriction[] {
  const is = (allowed: string, value: string) => allowed === value;
  const all = [
    { field: 'townships', allowed: rule.townships, value: facts.township, covers: is },
    { field: 'grids', allowed: rule.grids, value: facts.grid, covers: coversGrid },
    { field: 'sources', allowed: rule.sources, value: facts.source, covers: is },
    { field: 'grades', allowed: rule.grades, value: facts.grade, covers: is },
  ] as const;
  return all.flatMap(({ field, allowed, value, covers }) => {
    if (allowed === undefined) return [];
    return [{ field, allowed, value, holds: value !== undefined && allowed.some((one) => covers(one, value)) }];
  });
}

/** Grids are written as paths, each vendor with its own sign between the levels. */
function coversGrid(allowed: string, grid: string): boolean {
  return grid === allowed || (grid.startsWith(allowed) && /^[-/._]/.test(grid.slice(allowed.length)));
}

function lengthOf(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + word.length, 0);
}
