import type { Punctuality } from '#libs/testing/servers';

/** Where a contender works; it gets this as JSON. */
export interface PoisonGround {
  readonly name: 'ours' | 'stockNest';
  readonly broker: string;
  readonly databaseUrl: string;
  /** Of the peer; ours has the topic of its message type. */
  readonly topic: string;
}

/** One thing that it is told to do. */
export interface PoisonTask {
  /** Of its messages; another for every task. */
  readonly run: string;
  /** `live`: at an even pace; `backlog`: all are there before the first is handled. */
  readonly kind: 'live' | 'backlog';
  readonly count: number;
  /** When the last is appended, those that were not handled have so long. */
  readonly patienceMs: number;
}

/** What came of it. */
export interface PoisonResult {
  readonly punctuality: Punctuality;
  /** Until the last healthy one was committed, or the patience was over. */
  readonly seconds: number;
  /** Of the healthy ones, those that took effect. */
  readonly doneShare: number;
  /** Healthy messages without effect. */
  readonly unhandled: number;
  /** Keys whose messages took effect in another order than 1, 2, 3. */
  readonly outOfOrder: number;
  readonly healthyDeadLettered: number;
  /** Messages that can't be handled and are no dead letter. */
  readonly poisonAtLarge: number;
}
