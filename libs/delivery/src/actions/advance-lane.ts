import type { DeliveryOutcome } from '#libs/contracts';
import type { Circumstances, Decision } from '#libs/bus';
import { loadStage, update, type Change, type LoadStage } from '#libs/store';
import { afterAttempt, halfOpen, type Breaker } from '../domain/breaker.js';
import { DeliveryAttempt } from '../persistence/delivery-attempt.entity.js';
import { DeliveryLane } from '../persistence/delivery-lane.entity.js';
import { DeliveryReference } from '../persistence/delivery-reference.entity.js';
import { Delivery } from '../persistence/delivery.entity.js';
import { oursOf } from './learn-reference.js';
import { LeaseLost } from './lease-lost.js';
import type { LaneStep, LaneStepTaken } from './lane-step.js';
import { attemptId, isAwaited, ourIdLearnedBy, recordAttempt } from './record-attempt.js';
import { settleDelivery } from './settle-delivery.js';
import { breakerOf } from './take-lane.js';

export const advanceLaneLoad: readonly LoadStage<LaneStep>[] = [
  loadStage(DeliveryLane, 'id', ({ platform }) => [platform]),
  loadStage(Delivery, 'id', (step) => [...endingIds(step), ...step.starts.map(({ deliveryId }) => deliveryId)]),
  loadStage(Delivery, 'openStrand', (step, view) =>
    endingIds(step).map((id) => view.get(Delivery, id)?.openStrand ?? undefined),
  ),
  // Only an attempt that nobody waits for any more may be on record already.
  loadStage(DeliveryAttempt, 'id', ({ ended }, view) =>
    ended.map((attempt) => {
      const row = view.get(Delivery, attempt.deliveryId);
      return row && !isAwaited(row, attempt) ? attemptId(attempt) : undefined;
    }),
  ),
  loadStage(DeliveryReference, 'ours', ({ platform, ended }, view) =>
    ended.map(({ deliveryId, outcome }) => {
      const row = view.get(Delivery, deliveryId);
      const ourId = row && ourIdLearnedBy(row, outcome);
      return ourId && oursOf(platform, ourId);
    }),
  ),
];

function endingIds({ ended, holes }: LaneStep): string[] {
  return [...ended, ...holes].map(({ deliveryId }) => deliveryId);
}

/**
 * One step of a lane, in one transaction: records what ended, settles what can never be said, and marks what begins as
 * started. Throws LeaseLost when the lane has another owner. The deliveries of a step belong to different strands.
 */
export function advanceLane(step: LaneStep, circumstances: Circumstances): LaneStepTaken {
  const { view, now } = circumstances;
  const lane = view.get(DeliveryLane, step.platform);
  if (!lane || lane.owner !== step.owner || lane.token !== step.token) {
    throw new LeaseLost(`The lane of ${step.platform} has another owner.`);
  }
  const settled: DeliveryOutcome[] = [];
  const parts: Decision[] = [];
  let breaker = breakerOf(lane);
  for (const ended of step.ended) {
    const recorded = recordAttempt(ended, step.capabilities, circumstances);
    parts.push(recorded);
    if (recorded.settled) settled.push(recorded.settled);
    if (ended.tellsHealth) breaker = afterAttempt(breaker, ended.outcome.kind, now);
  }
  for (const { deliveryId, detail } of step.holes) {
    const row = view.get(Delivery, deliveryId);
    if (row?.state !== 'waiting') continue;
    parts.push(settleDelivery(row, { outcome: 'refused', detail }, circumstances));
    settled.push('refused');
  }
  const started = startable(step, circumstances);
  if (step.trial) breaker = halfOpen(breaker);
  return {
    changes: [
      ...parts.flatMap((part) => part.changes),
      ...started.flatMap((row) => start(row, now)),
      ...laneChange(lane, breaker, step.leasedUntil),
    ],
    messages: parts.flatMap((part) => part.messages ?? []),
    started: new Set(started.map((row) => row.id)),
    settled,
    breaker,
  };
}

/**
 * A callback may have settled one since it was read. One that is started with this very number was started by this step: its
 * commit went through and the news of it was lost.
 */
function startable({ starts }: LaneStep, { view }: Circumstances): Readonly<Delivery>[] {
  return starts.flatMap(({ deliveryId, number }) => {
    const row = view.get(Delivery, deliveryId);
    const isDue = row?.state === 'waiting' && row.nextAttemptAt !== null && row.attempts === number - 1;
    const isStarted = row?.state === 'started' && row.attempts === number;
    return isDue || isStarted ? [row] : [];
  });
}

function start(row: Readonly<Delivery>, now: Date): Change[] {
  if (row.state === 'started') return [];
  return [
    update(Delivery, row, {
      state: 'started',
      nextAttemptAt: null,
      attempts: row.attempts + 1,
      lookUps: 0,
      firstAttemptAt: row.firstAttemptAt ?? now,
      lastAttemptAt: now,
      askedToWait: false,
    }),
  ];
}

function laneChange(lane: Readonly<DeliveryLane>, breaker: Breaker, leasedUntil: Date | undefined): Change[] {
  const same =
    lane.breaker === breaker.state &&
    lane.failures === breaker.failures &&
    lane.openUntil?.getTime() === breaker.openUntil?.getTime();
  if (same && !leasedUntil) return [];
  return [
    update(DeliveryLane, lane, {
      breaker: breaker.state,
      failures: breaker.failures,
      openUntil: breaker.openUntil,
      ...(leasedUntil ? { leasedUntil } : {}),
    }),
  ];
}
