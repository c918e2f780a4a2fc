import type { Meter } from './meter.js';

export type ContenderName = 'ours' | 'byHand' | 'stockNest';

/** What one contender has to know of one round. */
export interface ContenderOptions {
  readonly name: ContenderName;
  readonly broker: string;
  /** Empty. */
  readonly databaseUrl: string;
  /** A consumer group that nobody else has had. */
  readonly group: string;
  /** It is over when so many events are finished. */
  readonly count: number;
}

/** Starts to handle; resolves to how it is stopped. */
export type Contender = (options: ContenderOptions, meter: Meter) => Promise<() => Promise<void>>;
