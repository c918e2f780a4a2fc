/** How this process takes part in the bus. */
export class BusOptions {
  /** Partitions of a topic that is made. */
  readonly partitions: number;
  /** True when this process holds every handler there is, so that a message nobody hears is a mistake. */
  readonly whole: boolean;

  constructor(options: { partitions: number; whole: boolean }) {
    this.partitions = options.partitions;
    this.whole = options.whole;
  }
}
