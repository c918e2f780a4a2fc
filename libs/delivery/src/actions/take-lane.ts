import type { Circumstances, Decision } from '#libs/bus';
import { insert, loadStage, update, type LoadStage } from '#libs/store';
import type { Breaker } from '../domain/breaker.js';
import { DeliveryLane } from '../persistence/delivery-lane.entity.js';

export interface LaneClaim {
  readonly platform: string;
  readonly owner: string;
  /** Wall clock. */
  readonly wallNow: Date;
  readonly leasedUntil: Date;
}

export interface LaneTaken extends Decision {
  /** Undefined when another worker has it. */
  readonly lane?: { readonly token: number; readonly breaker: Breaker };
}

export const takeLaneLoad: readonly LoadStage<{ readonly platform: string }>[] = [
  loadStage(DeliveryLane, 'id', ({ platform }) => [platform]),
];

/** Takes the lane of a platform, if nobody has it or its owner let the lease run out. */
export function takeLane(claim: LaneClaim, { view }: Circumstances): LaneTaken {
  const { platform, owner, leasedUntil } = claim;
  const lane = view.get(DeliveryLane, platform);
  if (!lane) {
    const row: DeliveryLane = {
      id: platform,
      version: 1,
      owner,
      token: 1,
      leasedUntil,
      breaker: 'closed',
      failures: 0,
      openUntil: null,
    };
    return { changes: [insert(DeliveryLane, row)], lane: { token: 1, breaker: breakerOf(row) } };
  }
  if (lane.owner !== null && lane.owner !== owner && lane.leasedUntil && lane.leasedUntil > claim.wallNow) {
    return { changes: [] };
  }
  const token = lane.token + 1;
  return {
    changes: [update(DeliveryLane, lane, { owner, token, leasedUntil })],
    lane: { token, breaker: breakerOf(lane) },
  };
}

/** Gives it back, so that another worker need not wait for the lease to run out. */
export function giveBackLane(
  held: { readonly platform: string; readonly owner: string; readonly token: number },
  { view }: Circumstances,
): Decision {
  const lane = view.get(DeliveryLane, held.platform);
  if (!lane || lane.owner !== held.owner || lane.token !== held.token) return { changes: [] };
  return { changes: [update(DeliveryLane, lane, { owner: null, leasedUntil: null })] };
}

export function breakerOf(lane: Readonly<DeliveryLane>): Breaker {
  return { state: lane.breaker, failures: lane.failures, openUntil: lane.openUntil };
}
