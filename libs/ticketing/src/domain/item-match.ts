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
}

/** The steps by which an item can be found, strongest first. */
export const MATCH_STEPS = ['item', 'category-and-keywords', 'category', 'keywords'] as const;
export type MatchStep = (typeof MATCH_STEPS)[number];

/** Why an item fits. Compared field by field in the order written here: larger is better. */
export interface ItemMatch {
  readonly rule: ResponsibilityItem;
  readonly step: MatchStep;
  readonly priority: number;
  /** How many of the item's restrictions (townships, sources, grades) hold. */
  readonly restrictions: number;
  /** Length of the keywords found, those in the title three times. */
  readonly weight: number;
  readonly keywordsInTitle: readonly string[];
  readonly keywordsInDescription: readonly string[];
}

/** How that item fits those facts on that day, or undefined when it does not. */
export function matchItem(rule: ResponsibilityItem, facts: RoutingFacts, day: string): ItemMatch | undefined {
  if (day < rule.validFrom || (rule.validTo !== undefined && day > rule.validTo)) return undefined;
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

function stepOf(
  rule: ResponsibilityItem,
  facts: RoutingFacts,
  inTitle: number,
  inDescription: number,
): MatchStep | undefined {
  if (facts.item !== undefined && facts.item === rule.item) return 'item';
  const { category } = facts;
  const ofCategory =
    category !== undefined && rule.categories.some((name) => category === name || category.startsWith(`${name}/`));
  if (ofCategory && inTitle + inDescription > 0) return 'category-and-keywords';
  if (ofCategory && rule.keywords === undefined) return 'category';
  // One word in a long letter is no evidence: it may be said in passing.
  if (inTitle > 0 || inDescription >= 2) return 'keywords';
  return undefined;
}

function restrictionsHeld(rule: ResponsibilityItem, facts: RoutingFacts): number | undefined {
  const pairs: readonly [readonly string[] | undefined, string | undefined][] = [
    [rule.townships, facts.township],
    [rule.sources, facts.source],
    [rule.grades, facts.grade],
  ];
  const named = pairs.filter(([allowed]) => allowed !== undefined);
  return named.every(([allowed, value]) => value !== undefined && allowed!.includes(value)) ? named.length : undefined;
}

function lengthOf(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + word.length, 0);
}
