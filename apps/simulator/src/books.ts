import { ticketIdOfTask, type DeliveryPurpose, type PublicStatus } from '#libs/contracts';

/** One request of Huying to a platform, as the platform saw it. */
export interface Receipt {
  platform: string;
  /** Idempotency key: the same for every attempt of one delivery. */
  key: string;
  purpose: DeliveryPurpose;
  ticket: string;
  task?: string;
  /** For a report: the status it told, in our words. */
  status?: PublicStatus;
  /** Milliseconds since 1970, wall clock, when it was answered or given up. */
  at: number;
  /** `yes` and `no` are answers; the others are faults. */
  answer: 'yes' | 'no' | 'busy' | 'error' | 'silence' | 'reset';
  /** True when this request, and no earlier one of its key, changed something at the platform. */
  effect: boolean;
}

/** One thing that a platform told Huying, or left for its pull. */
export interface Sending {
  platform: string;
  kind: 'event' | 'callback';
  /** The platform's event id, or the callback's message id. */
  id: string;
  /** Our ticket id: from the answer for an event, from the dispatch for a callback. */
  ticket?: string;
  /** The word that stood in the callback. */
  status?: string;
  /** For a revisit (回访): what the resident said. */
  solved?: boolean;
  /** Milliseconds since 1970, wall clock, when sending began. */
  at: number;
  /** `left` was never pushed: only the pull can find it. `lost`: no answer within the patience of the platform. */
  outcome: 'accepted' | 'refused' | 'left' | 'lost';
  /** How often it was pushed and answered with acceptance. */
  times: number;
  detail?: string;
}

/** What one agency may be told several times about one task. */
const OFTEN: ReadonlySet<DeliveryPurpose> = new Set(['answer', 'reminder', 'supervision']);

/** What every platform sent, received and did: the other side's truth, against which Huying's is held. */
export class Books {
  readonly receipts: Receipt[] = [];
  readonly sendings: Sending[] = [];
  readonly failures: string[] = [];
  private readonly attemptsByKey = new Map<string, number>();

  receive(receipt: Receipt): void {
    this.receipts.push(receipt);
  }

  /** Counts one more request of the key; 1 for the first. */
  attempt(platform: string, key: string): number {
    const attempt = (this.attemptsByKey.get(`${platform} ${key}`) ?? 0) + 1;
    this.attemptsByKey.set(`${platform} ${key}`, attempt);
    return attempt;
  }

  /** Receipts that changed something, in order. */
  effects(platform?: string): Receipt[] {
    return this.receipts.filter((receipt) => receipt.effect && (!platform || receipt.platform === platform));
  }

  /**
   * Things that took effect more than once under different keys: the same task given twice, the same status told twice in a
   * row, unless the platform said in between that it is not solved. A task may be answered as often as its agency asks, and its
   * agency be told to hurry as often as it is late.
   */
  doubled(): string[] {
    const seen = new Set<string>();
    const told = new Map<string, { status: string; at: number }>();
    const doubled: string[] = [];
    for (const { platform, purpose, ticket, task, status, key, at } of this.effects()) {
      const what = `${platform} ${purpose} ${task ?? ticket}`;
      if (purpose === 'report') {
        // A report without a status is a word on the way: there may be many.
        const before = told.get(what);
        if (status && before?.status === status && !this.unsolvedBetween(platform, ticket, [before.at, at]))
          doubled.push(`${what} ${status} (${key})`);
        told.set(what, { status: status ?? '', at });
      } else if (!OFTEN.has(purpose) && seen.has(what)) doubled.push(`${what} (${key})`);
      seen.add(what);
    }
    return doubled;
  }

  private unsolvedBetween(platform: string, ticket: string, [from, until]: readonly [number, number]): boolean {
    return this.sendings.some(
      (one) =>
        one.platform === platform && one.ticket === ticket && one.solved === false && one.at >= from && one.at <= until,
    );
  }

  /** Things that took effect before an earlier version of the same ticket at the same platform did. */
  outOfOrder(): string[] {
    const versions = new Map<string, number>();
    return this.effects().flatMap(({ platform, ticket, key }) => {
      const version = Number(key.split('.')[1]);
      const line = `${platform} ${ticket}`;
      const before = versions.get(line) ?? 0;
      versions.set(line, Math.max(before, version));
      return version < before ? [`${line}: version ${version} after ${before}`] : [];
    });
  }

  /** Distinct events that Huying took (answered 202). */
  events(): Sending[] {
    return this.sendings.filter((sending) => sending.kind === 'event' && sending.outcome === 'accepted');
  }

  /** Wall-clock milliseconds from sending an event to the first yes to a dispatch or call of its ticket, in order of size. */
  dispatchTimes(): number[] {
    const firstYes = new Map<string, number>();
    for (const { purpose, answer, ticket, at } of this.receipts) {
      if ((purpose === 'dispatch' || purpose === 'call') && answer === 'yes' && !firstYes.has(ticket))
        firstYes.set(ticket, at);
    }
    return this.events()
      .flatMap(({ ticket, at }) => {
        const yes = ticket === undefined ? undefined : firstYes.get(ticket);
        return yes === undefined ? [] : [yes - at];
      })
      .toSorted((one, other) => one - other);
  }

  /** For `GET /_books`. */
  toJSON(): object {
    const { receipts, sendings, failures } = this;
    return { receipts, sendings, failures, doubled: this.doubled(), outOfOrder: this.outOfOrder() };
  }
}

/** The ticket id in one of our ids, be it a task's or a ticket's. */
export function ticketOf(ourId: string): string {
  return ticketIdOfTask(ourId) ?? ourId;
}
