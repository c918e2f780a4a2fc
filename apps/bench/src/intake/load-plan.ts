/** How the requests of one measurement prove who they are. */
export type Proof = 'none' | 'key' | 'signature';

/** What one process of load is to do; it gets this as JSON. */
export interface LoadPlan {
  readonly port: number;
  readonly path: string;
  readonly proof: Proof;
  readonly clientId: string;
  readonly secret: string;
  /** Number of the first event; the ids of all measurements of one bench differ. */
  readonly firstEvent: number;
  readonly requests: number;
  /** Events of one request; more than one go as an array. */
  readonly eventsEach: number;
  readonly connections: number;
  /** Requests a second at an even pace; without it each connection asks again as soon as it is answered. */
  readonly perSecond?: number;
}

/** What came of it. */
export interface LoadResult {
  readonly seconds: number;
  readonly requestsPerSecond: number;
  /** Milliseconds from the moment at which a request was due (at a pace) or written. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Numbers of the events whose request was answered 202. */
  readonly accepted: readonly number[];
  /** Requests by the status of their answer, where it was another. */
  readonly refused: Readonly<Record<string, number>>;
}
