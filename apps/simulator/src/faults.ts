/**
 * How the outside world misbehaves: a probability each, 0 to 1, rolled with the seed for every request, callback or task.
 */
export const FAULTS = {
  /** Answers late, by 0.2 to 2 s of real time. */
  slow: 'per request',
  /** 503 with Retry-After, before anything took effect. */
  busy: 'per request',
  /** 500 before anything took effect. */
  http500: 'per request',
  /** It took effect, and no answer ever comes. */
  timeoutAfterCommit: 'per request',
  /** It took effect, and the connection is cut instead of an answer. */
  resetAfterCommit: 'per request',
  /** The same callback is pushed twice. */
  doubledCallbacks: 'per callback',
  /** The callback is pushed late, by 0.5 to 3 s of real time: later ones of its task may overtake it. */
  lateCallbacks: 'per callback',
  /** The first callback of a task arrives before the answer to its dispatch. */
  callbackBeforeReply: 'per task',
  /** No callback of the task is pushed: only the pull finds them. Not at platforms whose callbacks cannot be pulled. */
  callbacksNeverPushed: 'per task',
  /** The same event is pushed twice. */
  doubledEvents: 'per event',
  /** The event is not pushed: only the pull finds it. Not at platforms whose events cannot be pulled. */
  eventsNeverPushed: 'per event',
  /** The platform says no to a dispatch or call. */
  refusals: 'per task',
  /** The agency signs, then says "not ours" (退单). */
  returns: 'per task',
  /** The resident says at the revisit that it is not solved. */
  unsolved: 'per event',
} as const;

export type Fault = keyof typeof FAULTS;
export type FaultRates = Record<Fault, number>;

/** Rates for all platforms, and others for single ones by code. */
export interface FaultSettings extends Partial<FaultRates> {
  platforms?: Record<string, Partial<FaultRates>>;
}

const NONE = Object.fromEntries(Object.keys(FAULTS).map((fault) => [fault, 0])) as FaultRates;

/** The faults in force; may be changed while the simulator runs. */
export class Faults {
  private everywhere: Partial<FaultRates> = {};
  private byPlatform: Record<string, Partial<FaultRates>> = {};

  constructor(settings: FaultSettings = {}) {
    this.set(settings);
  }

  /** Takes the named rates over what was set before. Throws a RangeError that lists every wrong name and number. */
  set(settings: FaultSettings): void {
    const { platforms = {}, ...everywhere } = settings;
    const mistakes = [mistakesIn(everywhere), ...Object.values(platforms).map(mistakesIn)].flat();
    if (mistakes.length > 0) throw new RangeError(mistakes.join('; '));
    this.everywhere = { ...this.everywhere, ...everywhere };
    for (const [code, rates] of Object.entries(platforms))
      this.byPlatform[code] = { ...this.byPlatform[code], ...rates };
  }

  rate(platform: string, fault: Fault): number {
    return { ...NONE, ...this.everywhere, ...this.byPlatform[platform] }[fault];
  }

  /** For `GET /_faults`. */
  toJSON(): FaultSettings {
    return { ...NONE, ...this.everywhere, platforms: this.byPlatform };
  }
}

function mistakesIn(rates: object): string[] {
  return Object.entries(rates).flatMap(([name, rate]: [string, unknown]) => {
    if (!(name in FAULTS)) return [`${name} is no fault; the faults are ${Object.keys(FAULTS).join(', ')}`];
    return typeof rate === 'number' && rate >= 0 && rate <= 1 ? [] : [`${name} must be a number from 0 to 1`];
  });
}
