/** How this process takes part in the bus. */
export interface BusPart {
  /** Partitions of a topic that is made. */
  readonly partitions: number;
  /** True when this process holds every handler there is, so that a message nobody hears is a mistake. */
  readonly whole: boolean;
  /** How long a group of this process may stand still while messages wait, before readiness says so; a minute unless told. */
  readonly standstillMilliseconds?: number;
}

/** Longer than a group takes to be put together anew, and than a broker takes to start. */
const STANDSTILL_MILLISECONDS = 60_000;

/** BusPart, complete. */
export class BusOptions {
  readonly partitions: number;
  readonly whole: boolean;
  readonly standstillMilliseconds: number;

  constructor({ partitions, whole, standstillMilliseconds = STANDSTILL_MILLISECONDS }: BusPart) {
    this.partitions = partitions;
    this.whole = whole;
    this.standstillMilliseconds = standstillMilliseconds;
  }
}
