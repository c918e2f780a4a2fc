/** What is counted, and the words that people see. What exactly is counted by which formula: docs/numbers.md. */
export const MEASURES = {
  received: { label: '受理量', kind: 'count' },
  tasks: { label: '派单量', kind: 'count' },
  closed: { label: '结案量', kind: 'count' },
  voided: { label: '作废量', kind: 'count' },
  merged: { label: '合并量', kind: 'count' },
  'signed-in-time': { label: '按时签收率', kind: 'rate' },
  'finished-in-time': { label: '按时办结率', kind: 'rate' },
  returned: { label: '退单率', kind: 'rate' },
  redone: { label: '重办率', kind: 'rate' },
  satisfied: { label: '满意率', kind: 'rate' },
} as const satisfies Readonly<Record<string, { readonly label: string; readonly kind: 'count' | 'rate' }>>;

export type Measure = keyof typeof MEASURES;
export const MEASURE_NAMES = Object.keys(MEASURES) as readonly Measure[];

/** By what numbers are told apart. */
export const DIMENSIONS = ['agency', 'township', 'item'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Of a measure: how many facts there are, and of how many of them the good or bad thing that it is about is true. */
export interface Tally {
  readonly of: number;
  readonly hits: number;
}

/** Share with four decimals; null where there is nothing to divide by. */
export function rateOf({ of, hits }: Tally): number | null {
  return of === 0 ? null : Math.round((hits / of) * 10_000) / 10_000;
}
