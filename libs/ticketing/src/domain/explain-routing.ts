import type { AgencyBook } from './agency-book.js';
import type { IndexedList } from './indexed-list.js';
import {
  compareMatches,
  isOfCategory,
  isValidOn,
  matchItem,
  restrictionsOf,
  type ItemMatch,
  type Restriction,
  type RoutingFacts,
} from './item-match.js';
import type { ResponsibilityItem } from './responsibilities.js';
import { route, townshipOf, type RoutingDecision } from './routing.js';
import { shanghaiDay } from './shanghai-day.js';

/** An item that something speaks for and that does not fit all the same. */
export interface NearMiss {
  readonly rule: ResponsibilityItem;
  readonly keywords: readonly string[];
  readonly ofCategory: boolean;
  readonly because:
    | { readonly kind: 'not-valid' }
    | { readonly kind: 'restrictions'; readonly broken: readonly Restriction[] }
    | { readonly kind: 'no-keyword' }
    | { readonly kind: 'said-in-passing' };
}

/** A decision with what was weighed for it. */
export interface RoutingExplanation {
  readonly decision: RoutingDecision;
  readonly facts: RoutingFacts;
  readonly day: string;
  /** All that fit, the best first. */
  readonly matches: readonly ItemMatch[];
  /** The strongest first. */
  readonly nearMisses: readonly NearMiss[];
}

/** Makes the decision again, and says what else there was. Tries every item: for people who ask, not for the way of an event. */
export function explainRouting(
  list: IndexedList,
  agencies: AgencyBook,
  event: RoutingFacts,
  at: Date,
): RoutingExplanation {
  const decision = route(list, agencies, event, at);
  const township = townshipOf(list, event);
  const facts: RoutingFacts = { ...event, ...(township === undefined ? {} : { township }) };
  const day = shanghaiDay(at);
  const matches: ItemMatch[] = [];
  const nearMisses: NearMiss[] = [];
  for (const rule of list.list.items) {
    const match = matchItem(rule, facts, day);
    if (match) matches.push(match);
    else nearMisses.push(...nearMissOf(rule, facts, day));
  }
  return {
    decision,
    facts,
    day,
    matches: matches.toSorted((a, b) => compareMatches(b, a) || (a.rule.item < b.rule.item ? -1 : 1)),
    nearMisses: nearMisses.toSorted((a, b) => strength(b) - strength(a) || (a.rule.item < b.rule.item ? -1 : 1)),
  };
}

function nearMissOf(rule: ResponsibilityItem, facts: RoutingFacts, day: string): NearMiss[] {
  const keywords = (rule.keywords ?? []).filter(
    (word) => facts.title.includes(word) || facts.description.includes(word),
  );
  const ofCategory = isOfCategory(rule, facts.category);
  if (!ofCategory && keywords.length === 0 && facts.item !== rule.item) return [];
  const miss = { rule, keywords, ofCategory };
  if (!isValidOn(rule, day)) return [{ ...miss, because: { kind: 'not-valid' } }];
  const broken = restrictionsOf(rule, facts).filter(({ holds }) => !holds);
  if (broken.length > 0) return [{ ...miss, because: { kind: 'restrictions', broken } }];
  return [{ ...miss, because: { kind: ofCategory ? 'no-keyword' : 'said-in-passing' } }];
}

/** A word of the event says more about it than its class, which hundreds share. */
function strength({ keywords, ofCategory }: NearMiss): number {
  return (keywords.length > 0 ? 2 : 0) + (ofCategory ? 1 : 0);
}
