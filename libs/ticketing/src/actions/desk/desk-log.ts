import { insert, update, type Change } from '#libs/store';
import { DeskItem } from '../../persistence/desk-item.entity.js';
import { DeskLogRow, type DeskDeed } from '../../persistence/desk-log-row.entity.js';

/** What was done with an item. */
export interface Deed {
  readonly deed: DeskDeed;
  readonly actor: string;
  readonly at: Date;
  readonly assignedTo?: string | undefined;
  readonly reason?: string | undefined;
}

/** A line of the item's log. @param number the item's version after the deed, so that no two are the same */
export function deskLog(item: { readonly id: string }, number: number, deed: Deed): Change {
  const { at, actor, assignedTo, reason } = deed;
  return insert(DeskLogRow, {
    itemId: item.id,
    number,
    at,
    deed: deed.deed,
    actor,
    assignedTo: assignedTo ?? null,
    reason: reason ?? null,
  });
}

/** A change of a loaded item, with its line in the log. */
export function deskDeed(item: Readonly<DeskItem>, patch: Partial<DeskItem>, deed: Deed): Change[] {
  return [update(DeskItem, item, patch), deskLog(item, item.version + 1, deed)];
}

/** Settles a loaded item that belongs to no ticket. */
export function settlingOf(item: Readonly<DeskItem>, by: { actor: string; at: Date; settlement: string }): Change[] {
  const { actor, at, settlement } = by;
  const patch = { settledAt: at, settledBy: actor, settlement };
  return deskDeed(item, patch, { deed: 'settled', actor, at, reason: settlement });
}
