import type { DeliveryOutcome } from '#libs/contracts';
import type { Circumstances, Decision } from '#libs/bus';
import { insert, update } from '#libs/store';
import type { AttemptOutcome } from '../domain/attempt-outcome.js';
import { nextStep, type Capabilities, type NextStep } from '../domain/next-step.js';
import { DeliveryAttempt } from '../persistence/delivery-attempt.entity.js';
import { Delivery } from '../persistence/delivery.entity.js';
import type { EndedAttempt } from './lane-step.js';
import { learnReference } from './learn-reference.js';
import { cutDetail, settleDelivery } from './settle-delivery.js';

export interface Recorded extends Decision {
  readonly settled?: DeliveryOutcome;
}

/** Keeps the attempt on record and takes the step that follows from it. */
export function recordAttempt(ended: EndedAttempt, capabilities: Capabilities, circumstances: Circumstances): Recorded {
  const row = circumstances.view.get(Delivery, ended.deliveryId);
  if (!row) return { changes: [] };
  const attempt = insert(DeliveryAttempt, attemptRow(ended));
  if (!isAwaited(row, ended)) {
    const known = circumstances.view.get(DeliveryAttempt, attemptId(ended));
    return { changes: known ? [] : [attempt] };
  }
  const step = nextStep(
    ended.outcome,
    {
      attempts: row.attempts,
      lookUps: ended.lookUp,
      firstAttemptAt: row.firstAttemptAt ?? circumstances.now,
      maybeSent: row.maybeSent,
      proven: row.proven,
    },
    capabilities,
    circumstances.now,
    ended.chance,
  );
  const followed = follow(row, ended, step, circumstances);
  return { ...followed, changes: [attempt, ...followed.changes] };
}

/** False when a callback settled it while the request was under way, or when it is written already. */
export function isAwaited(row: Readonly<Delivery>, ended: EndedAttempt): boolean {
  if (row.attempts !== ended.number) return false;
  return ended.lookUp === 0 ? row.state === 'started' : row.state === 'unknown';
}

function follow(row: Readonly<Delivery>, ended: EndedAttempt, step: NextStep, circumstances: Circumstances): Recorded {
  const detail = 'detail' in ended.outcome ? cutDetail(ended.outcome.detail) : null;
  switch (step.kind) {
    case 'settle': {
      const settled = settleDelivery(row, step, circumstances, { lookUps: ended.lookUp });
      return {
        ...settled,
        changes: [...settled.changes, ...learned(row, ended, circumstances)],
        settled: step.outcome,
      };
    }
    case 'send':
      return {
        changes: [
          update(Delivery, row, {
            state: 'waiting',
            nextAttemptAt: step.at,
            lookUps: ended.lookUp,
            maybeSent: step.maybeSent,
            askedToWait: step.asked,
            detail,
          }),
        ],
      };
    case 'look-up':
      return {
        changes: [
          update(Delivery, row, {
            state: 'unknown',
            nextAttemptAt: step.at,
            lookUps: ended.lookUp,
            maybeSent: true,
            detail,
          }),
        ],
      };
  }
}

/** Which of our ids the platform gave a number of its own to, if any. A reminder's number is not the task's. */
export function ourIdLearnedBy(
  { purpose, taskId, ticketId }: Readonly<Delivery>,
  outcome: AttemptOutcome,
): string | undefined {
  if (!('reference' in outcome) || outcome.reference === undefined) return undefined;
  if (purpose === 'dispatch' || purpose === 'call') return taskId ?? undefined;
  return purpose === 'report' || purpose === 'letter' ? ticketId : undefined;
}

function learned(row: Readonly<Delivery>, { outcome }: EndedAttempt, circumstances: Circumstances) {
  const ourId = ourIdLearnedBy(row, outcome);
  if (ourId === undefined || !('reference' in outcome)) return [];
  return learnReference(row.platform, ourId, outcome.reference as string, circumstances);
}

function attemptRow(ended: EndedAttempt): DeliveryAttempt {
  const { deliveryId, number, lookUp, outcome, startedAt, endedAt, request, reply } = ended;
  return {
    id: attemptId(ended),
    deliveryId,
    number,
    lookUp,
    startedAt,
    endedAt,
    outcome: outcome.kind,
    detail: 'detail' in outcome ? cutDetail(outcome.detail) : null,
    request,
    reply,
  };
}

export function attemptId({ deliveryId, number, lookUp }: EndedAttempt): string {
  return `${deliveryId}.s${number}${lookUp > 0 ? `.l${lookUp}` : ''}`;
}
