import type { Circumstances, Decision } from '#libs/bus';
import { Problem } from '#libs/runtime';
import { loadStage, type LoadStage } from '#libs/store';
import type { Rulebook } from '../../domain/rulebook.js';
import { DeskItem } from '../../persistence/desk-item.entity.js';
import { checkVersion } from '../check-version.js';
import { deskDeed } from './desk-log.js';

/** Who takes an item into hand, gives it back or gives it to somebody. */
export interface DeskHold {
  readonly id: string;
  readonly deed: 'claim' | 'release' | 'assign';
  /** Account. */
  readonly actor: string;
  /** The roles of that account. */
  readonly roles: readonly string[];
  readonly reason?: string | undefined;
  /** The versions that will do; absent: any. */
  readonly versions?: readonly number[] | undefined;
  /** For assign: an account, or `role:<code>`; checked to exist. */
  readonly assignedTo?: string | undefined;
}

export const deskHoldStages: readonly LoadStage<DeskHold>[] = [loadStage(DeskItem, 'id', ({ id }) => [id])];

/**
 * 认领, 退回, 分派. A claim lapses after a time (`config/rules/desk.yml`). Throws `not-found`, and `conflict` when it was settled or
 * somebody else has it: of two who claim at once one wins, and the other is told who.
 */
export function holdDeskItem(hold: DeskHold, { view, now }: Circumstances, rulebook: Rulebook): Decision {
  const { id, deed, actor, reason } = hold;
  const item = view.get(DeskItem, id);
  if (!item) throw new Problem('not-found', 'There is no item of that id at the desk.');
  checkVersion(hold.versions, item.version);
  if (item.settledAt !== null) throw new Problem('conflict', `It was settled by ${item.settledBy} meanwhile.`);
  const log = { actor, at: now, reason };
  const nobody = { claimedBy: null, claimedUntil: null };
  switch (deed) {
    case 'claim': {
      refuseOfOthers(item, actor, now);
      refuseOfAssigned(item, hold);
      const claimedUntil = rulebook.desk.lapsesAt(now, rulebook.times.office);
      return { changes: deskDeed(item, { claimedBy: actor, claimedUntil }, { ...log, deed: 'claimed' }) };
    }
    case 'release':
      if (claimantOf(item, now) === undefined) throw new Problem('conflict', 'Nobody has claimed it.');
      refuseOfOthers(item, actor, now);
      return { changes: deskDeed(item, nobody, { ...log, deed: 'released' }) };
    case 'assign': {
      // What is given to somebody is out of the hands of whoever had it: a person on leave keeps nothing.
      const assignedTo = hold.assignedTo!;
      return { changes: deskDeed(item, { assignedTo, ...nobody }, { ...log, deed: 'assigned', assignedTo }) };
    }
  }
}

/** The account that has claimed it, while the claim lasts. */
export function claimantOf({ claimedBy, claimedUntil }: Readonly<DeskItem>, now: Date): string | undefined {
  return claimedBy !== null && claimedUntil !== null && claimedUntil > now ? claimedBy : undefined;
}

/** Throws `conflict` when somebody else has claimed it. */
export function refuseOfOthers(item: Readonly<DeskItem>, actor: string, now: Date): void {
  const claimant = claimantOf(item, now);
  if (claimant === undefined || claimant === actor) return;
  throw new Problem('conflict', `${claimant} has claimed it until ${item.claimedUntil!.toISOString()}.`);
}

function refuseOfAssigned({ assignedTo }: Readonly<DeskItem>, { actor, roles }: DeskHold): void {
  const mine = assignedTo === null || assignedTo === actor || roles.some((role) => assignedTo === `role:${role}`);
  if (!mine) throw new Problem('conflict', `It is assigned to ${assignedTo}; assign it anew to take it over.`);
}
