import type { AttemptOutcome } from './attempt-outcome.js';
import { nextTryAt, pauseAfter } from './retry-schedule.js';

/** Look-ups after one doubtful attempt before people are asked. */
export const LOOK_UPS_AT_MOST = 5;

/** What is known of a delivery when an attempt has ended. */
export interface Progress {
  /** Sends that were started, the one that ended included. */
  readonly attempts: number;
  /** Look-ups since the last send, the one that ended included. */
  readonly lookUps: number;
  readonly firstAttemptAt: Date;
  /** An earlier send may have arrived, and no look-up has denied it. */
  readonly maybeSent: boolean;
  /** A callback has named our task meanwhile: it did arrive. */
  readonly proven: boolean;
}

export interface Capabilities {
  readonly canLookUp: boolean;
  /** The same idempotency key twice has one effect, says the platform's operator. */
  readonly idempotent: boolean;
}

export type NextStep =
  | {
      readonly kind: 'settle';
      readonly outcome: 'accepted';
      readonly reference?: string;
    }
  | {
      readonly kind: 'settle';
      readonly outcome: 'refused' | 'unconfirmed' | 'undeliverable';
      readonly detail: string;
    }
  | {
      readonly kind: 'send';
      readonly at: Date;
      readonly maybeSent: boolean;
      /** The platform named the time itself. */
      readonly asked: boolean;
    }
  | { readonly kind: 'look-up'; readonly at: Date };

const PERHAPS_SENT = '可能已送达,未得到确认';

/** What follows from the end of an attempt: the outcome table of delivery. `chance` between 0 and 1 spreads the retries. */
export function nextStep(
  outcome: AttemptOutcome,
  progress: Progress,
  capabilities: Capabilities,
  now: Date,
  chance: number,
): NextStep {
  if (outcome.kind === 'accepted' || outcome.kind === 'found') return accept(outcome.reference);
  if (progress.proven) return accept(undefined);
  if (outcome.kind === 'refused') return { kind: 'settle', outcome: 'refused', detail: outcome.detail };
  switch (outcome.kind) {
    case 'not-sent':
      return sendAgain(outcome.detail, progress, progress.maybeSent, now, chance, outcome.retryAfterMs);
    case 'absent':
      return sendAgain('平台查无此件', progress, false, now, chance);
    case 'unknown':
      if (capabilities.canLookUp) return { kind: 'look-up', at: after(now, pauseAfter(1, chance)) };
      return withoutAnswer(outcome.detail, progress, capabilities, now, chance);
    case 'no-answer':
      if (progress.lookUps < LOOK_UPS_AT_MOST) {
        return { kind: 'look-up', at: after(now, pauseAfter(progress.lookUps + 1, chance)) };
      }
      return withoutAnswer(outcome.detail, progress, capabilities, now, chance);
  }
}

function accept(reference: string | undefined): NextStep {
  return { kind: 'settle', outcome: 'accepted', ...(reference === undefined ? {} : { reference }) };
}

/** It may have arrived and nobody can be asked. Sent again only where twice has one effect. */
function withoutAnswer(
  detail: string,
  progress: Progress,
  capabilities: Capabilities,
  now: Date,
  chance: number,
): NextStep {
  if (capabilities.idempotent) return sendAgain(detail, progress, true, now, chance);
  return { kind: 'settle', outcome: 'unconfirmed', detail: `${PERHAPS_SENT}:${detail}` };
}

function sendAgain(
  detail: string,
  progress: Progress,
  maybeSent: boolean,
  now: Date,
  chance: number,
  requestedPauseMs?: number,
): NextStep {
  const at = nextTryAt({ tries: progress.attempts, firstAt: progress.firstAttemptAt, now, chance, requestedPauseMs });
  if (at) return { kind: 'send', at, maybeSent, asked: requestedPauseMs !== undefined };
  // Given up, but an earlier attempt may have arrived: that must not be told as "never sent".
  if (maybeSent) return { kind: 'settle', outcome: 'unconfirmed', detail: `${PERHAPS_SENT}:${detail}` };
  return { kind: 'settle', outcome: 'undeliverable', detail: `五天内多次尝试未能送达:${detail}` };
}

function after(now: Date, milliseconds: number): Date {
  return new Date(now.getTime() + milliseconds);
}
