import { insert, type Change } from '#libs/store';
import type { DeskKind } from '../../domain/desk-kinds.js';
import { DeskItem } from '../../persistence/desk-item.entity.js';
import { deskLog } from './desk-log.js';

export interface NewDeskItem {
  readonly id: string;
  readonly kind: DeskKind;
  readonly ticketId: string | null;
  readonly taskId: string | null;
  /** In words, for the person. */
  readonly note: string;
  readonly data: Record<string, unknown> | null;
  /** An account, or `role:<code>`. */
  readonly assignedTo: string | null;
  readonly openedAt: Date;
  readonly dueAt: Date;
  readonly township: string | null;
}

/** An item that nobody has taken up yet. */
export function newDeskItem(given: NewDeskItem): DeskItem {
  return Object.assign(new DeskItem(), {
    ...given,
    version: 1,
    claimedBy: null,
    claimedUntil: null,
    settledAt: null,
    settledBy: null,
    settlement: null,
  } satisfies DeskItem);
}

/** The changes by which an item that belongs to no ticket comes to the desk. */
export function openingOf(item: DeskItem): Change[] {
  return [insert(DeskItem, item), deskLog(item, 1, { deed: 'opened', actor: 'system', at: item.openedAt })];
}
