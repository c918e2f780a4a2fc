import { createHash } from 'node:crypto';
import { loadStage, type LoadStage, type View } from '#libs/store';
import { DeskItem } from '../persistence/desk-item.entity.js';
import { Reference } from '../persistence/reference.entity.js';
import { settlingOf } from './desk/desk-log.js';
import type { TicketSheet } from './ticket-sheet.js';

/** The desk item of callbacks that wait too long under a reference. */
export function uncorrelatedItemId(referenceId: string): string {
  return `reference.${createHash('sha256').update(referenceId).digest('hex')}`;
}

/** Loads the desk items of those references under which something waits; the references are loaded before. */
export function uncorrelatedStage<I>(referenceIds: (input: I) => readonly (string | undefined)[]): LoadStage<I> {
  return loadStage(DeskItem, 'id', (input, view) =>
    referenceIds(input).map((id) =>
      id !== undefined && view.get(Reference, id)?.waiting.length ? uncorrelatedItemId(id) : undefined,
    ),
  );
}

/** What waited under the reference is applied to its ticket: nobody needs to look for that any more. */
export function settleUncorrelated(sheet: TicketSheet, referenceId: string, view: View): void {
  const item = view.get(DeskItem, uncorrelatedItemId(referenceId));
  if (!item || item.settledAt !== null) return;
  const settlement = `已对应到工单 ${sheet.ticket.number}。`;
  for (const change of settlingOf(item, { actor: 'system', at: sheet.now, settlement })) sheet.add(change);
}
