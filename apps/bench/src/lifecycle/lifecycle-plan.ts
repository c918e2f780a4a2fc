/** What the outside world is to do; it gets this as JSON. */
export interface LifecyclePlan {
  /** Where events and callbacks are pushed to. */
  readonly huyingUrl: string;
  readonly secretsFile: string;
  /** Lifecycles that are under way at once: when one is closed, the next event happens. */
  readonly underWay: number;
  readonly warmUp: number;
  readonly rounds: number;
  /** Lifecycles of one round. */
  readonly perRound: number;
}

/** What the outside world tells, in this order: where it is, each round (the rounds follow one another without a pause), the end. */
export type LifecycleWord =
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'round'; readonly perSecond: number }
  | ({ readonly kind: 'end' } & OutsideBooks);

/** The other side's truth. */
export interface OutsideBooks {
  /** Events that were answered with acceptance. */
  readonly events: number;
  readonly closed: number;
  /** Requests that platforms made, and got. */
  readonly pushes: number;
  readonly requests: number;
  readonly doubled: readonly string[];
  readonly outOfOrder: readonly string[];
  /** What went wrong outside: pushes that were not taken, agencies that failed. */
  readonly failures: readonly string[];
}
