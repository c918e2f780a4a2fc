import type { Measure } from '../../domain/numbers/measures.js';

/** The moments between which facts are looked for, as raw queries take them. */
export interface FactsBounds {
  /** This moment or later. */
  readonly from: string;
  /** Before this one. */
  readonly until: string;
  /** What lies at this moment or later has not happened: the end of the period that is told. Not before `until`. */
  readonly horizon: string;
}

/** A query for facts, with its parameters in order. */
export interface FactsQuery {
  readonly sql: string;
  readonly parameters: readonly string[];
}

/**
 * How every measure is counted: a query of its facts, one row each, with the columns `id` (unique within the measure),
 * `ticket_id`, `at`, `agency` and `hit` (0 or 1). It may look only at what is never changed once it is written, and at nothing
 * at or behind the horizon, so that a period that is over is counted the same for ever. A formula that was released is not
 * edited: its change is a new one beside it.
 */
export interface Formula {
  readonly version: string;
  readonly facts: Readonly<Record<Measure, (bounds: FactsBounds) => FactsQuery>>;
}
