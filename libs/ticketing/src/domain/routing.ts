import type { Grade } from '#libs/contracts';
import type { Agency } from './agencies.js';
import type { AgencyBook } from './agency-book.js';
import type { IndexedList } from './indexed-list.js';
import { compareMatches, matchItem, type ItemMatch, type MatchStep, type RoutingFacts } from './item-match.js';
import type { ResponsibilityItem } from './responsibilities.js';
import { shanghaiDay } from './shanghai-day.js';

/** What the event said that a decision rested on, beside its texts. Kept, since grade and item of a ticket change with the decision. */
export interface EventFacts {
  readonly source: string;
  readonly category?: string;
  readonly item?: string;
  readonly grade?: Grade;
  readonly township?: string;
  readonly grid?: string;
}

/** Which item decided, of which version of the list, on which facts: kept with the ticket. */
export interface RoutingRecord {
  readonly list: string;
  readonly item: string;
  readonly itemName: string;
  readonly step: MatchStep;
  readonly facts: EventFacts & {
    /** True when the township is the default of the source, not the event's own. */
    readonly townshipByDefault: boolean;
    readonly keywordsInTitle: readonly string[];
    readonly keywordsInDescription: readonly string[];
  };
}

export type RoutingDecision =
  | {
      readonly kind: 'routed';
      readonly rule: ResponsibilityItem;
      readonly record: RoutingRecord;
      /** Each gets a task; the lead stands first, the others only in a joint enforcement. */
      readonly agencies: readonly Agency[];
      /** Helping agencies without a task of their own. */
      readonly helping: readonly Agency[];
    }
  | { readonly kind: 'none' }
  /** Codes of the items that fit equally well and mean different agencies. */
  | { readonly kind: 'ambiguous'; readonly items: readonly string[] }
  /** The item is a station's, and the township is not known. */
  | { readonly kind: 'no-township'; readonly item: string };

/** Which agencies an event is for. The order of evidence stands in `config/responsibilities.yml`; the same input gives the same answer. */
export function route(list: IndexedList, agencies: AgencyBook, event: RoutingFacts, now: Date): RoutingDecision {
  const township = townshipOf(list, event);
  const facts: RoutingFacts = { ...event, ...(township === undefined ? {} : { township }) };
  const day = shanghaiDay(now);
  const matches = [...list.candidates(facts)]
    .map((rule) => matchItem(rule, facts, day))
    .filter((match) => match !== undefined);
  if (matches.length === 0) return { kind: 'none' };
  const best = matches.reduce((winner, match) => (compareMatches(match, winner) > 0 ? match : winner));
  const equals = matches.filter((match) => compareMatches(match, best) === 0);
  if (new Set(equals.map(({ rule }) => rule.station ?? rule.bureau)).size > 1)
    return { kind: 'ambiguous', items: equals.map(({ rule }) => rule.item).toSorted() };
  // Equal items of one agency: the smaller code, so that the answer is always the same.
  const chosen = equals.toSorted((a, b) => (a.rule.item < b.rule.item ? -1 : 1))[0]!;
  return settle(chosen, list, agencies, facts, event.township === undefined);
}

/** The event's township, or else the default of its source. */
export function townshipOf({ list }: IndexedList, event: RoutingFacts): string | undefined {
  return event.township ?? list.defaultTownship?.[event.source];
}

/** The facts of an event without its texts, which the ticket keeps. */
export function eventFacts({ source, category, item, grade, township, grid }: RoutingFacts): EventFacts {
  const said = Object.entries({ category, item, grade, township, grid }).filter(([, value]) => value !== undefined);
  return { source, ...Object.fromEntries(said) };
}

function settle(
  { rule, step, keywordsInTitle, keywordsInDescription }: ItemMatch,
  list: IndexedList,
  agencies: AgencyBook,
  facts: RoutingFacts,
  defaulted: boolean,
): RoutingDecision {
  const place = (name: string) => agencyOf(name, agencies, facts.township);
  const lead = place((rule.station ?? rule.bureau)!);
  const others = (rule.helping ?? []).map(place);
  if (lead === undefined || (rule.joint && others.includes(undefined))) return { kind: 'no-township', item: rule.item };
  const known = others.filter((agency) => agency !== undefined);
  return {
    kind: 'routed',
    rule,
    agencies: rule.joint ? [lead, ...known] : [lead],
    helping: rule.joint ? [] : known,
    record: {
      list: list.version,
      item: rule.item,
      itemName: rule.name,
      step,
      facts: {
        ...eventFacts(facts),
        townshipByDefault: defaulted && facts.township !== undefined,
        keywordsInTitle,
        keywordsInDescription,
      },
    },
  };
}

/** A bureau by its code, or the township's station of that suffix; undefined when the township is not known. */
function agencyOf(name: string, agencies: AgencyBook, township: string | undefined): Agency | undefined {
  return agencies.find(name) ?? (township === undefined ? undefined : agencies.find(`${township}-${name}`));
}
