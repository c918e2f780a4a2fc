import type { OutsideBooks } from './lifecycle-plan.js';

/** What one mode left behind in its database. */
export interface Kept {
  readonly tickets: readonly { readonly id: string; readonly state: string }[];
  readonly histories: readonly {
    readonly ticketId: string;
    readonly steps: number;
    readonly first: number;
    readonly last: number;
  }[];
  readonly deliveries: readonly {
    readonly ticketId: string;
    readonly purpose: string;
    readonly state: string;
    readonly count: number;
  }[];
  /** Messages that were given up, that wait, or that were never said. */
  readonly stuck: number;
}

export interface LifecycleCounts {
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
}

/** What a whole lifecycle tells, and nothing else. */
const DELIVERIES: Readonly<Record<string, number>> = { dispatch: 1, report: 5 };

/** Every event has one closed ticket with every step in its history, one dispatch and five reports, each accepted once. */
export function checkLifecycles(books: OutsideBooks, { tickets, histories, deliveries, stuck }: Kept): LifecycleCounts {
  const told = new Map<string, number>();
  for (const { ticketId, purpose, state, count } of deliveries)
    if (state === 'accepted') told.set(`${ticketId} ${purpose}`, count);
  const differences = tickets.flatMap(({ id }) =>
    Object.entries(DELIVERIES).map(([purpose, wanted]) => (told.get(`${id} ${purpose}`) ?? 0) - wanted),
  );
  const others = deliveries.filter(({ purpose, state }) => state !== 'accepted' || !Object.hasOwn(DELIVERIES, purpose));
  const closed = tickets.filter(({ state }) => state === 'closed').length;
  return {
    lost: sumOf([
      Math.max(0, books.events - closed),
      ...differences.map((difference) => Math.max(0, -difference)),
      ...others.map(({ count }) => count),
      stuck,
      books.failures.length,
    ]),
    doubled: sumOf([
      Math.max(0, tickets.length - books.events),
      ...differences.map((difference) => Math.max(0, difference)),
      books.doubled.length,
    ]),
    outOfOrder:
      histories.filter(({ steps, first, last }) => first !== 1 || last !== steps).length + books.outOfOrder.length,
  };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
