import type { Circumstances, Decision } from '#libs/bus';
import { loadStage, update, type LoadStage } from '#libs/store';
import type { Rulebook } from '../domain/rulebook.js';
import { DeskItem } from '../persistence/desk-item.entity.js';
import { Reference } from '../persistence/reference.entity.js';
import { newDeskItem, openingOf } from './desk/new-desk-item.js';
import { followCallback } from './follow-callback.js';
import { ticketIdOfCallback, ticketStages } from './load-stages.js';
import { TicketSheet } from './ticket-sheet.js';
import { settleUncorrelated, uncorrelatedItemId, uncorrelatedStage } from './uncorrelated-item.js';

/** A reference under which callbacks have waited too long. */
export interface Leftover {
  readonly id: string;
  /** Waiting since before this moment, and still nobody knows whose it is: a person looks. */
  readonly giveUpBefore: Date;
}

export const leftoverStages: readonly LoadStage<Leftover>[] = [
  loadStage(Reference, 'id', ({ id }) => [id]),
  ...ticketStages<Leftover>(({ id }, view) => {
    const row = view.get(Reference, id);
    const named = row?.waiting[0] && ticketIdOfCallback(row.waiting[0], view);
    return [row?.ticketId ?? named];
  }),
  uncorrelatedStage(({ id }) => [id]),
];

/** Applies callbacks whose ticket has come meanwhile; after too long a wait puts them before a person, still applied should it come. */
export function correlateWaiting(
  { id, giveUpBefore }: Leftover,
  { view, now }: Circumstances,
  rulebook: Rulebook,
): Decision {
  const row = view.get(Reference, id);
  const first = row?.waiting[0];
  if (!row || !first || row.waitingSince === null) return { changes: [] };
  const ticketId = row.ticketId ?? ticketIdOfCallback(first, view);
  const sheet = ticketId === undefined ? undefined : TicketSheet.of(ticketId, view, rulebook, now);
  if (sheet) {
    for (const callback of row.waiting) followCallback(sheet, callback, callback.taskId ?? row.taskId ?? undefined);
    sheet.add(update(Reference, row, { ticketId: sheet.ticket.id, waiting: [], waitingSince: null }));
    settleUncorrelated(sheet, id, view);
    return sheet.decision();
  }
  if (row.waitingSince >= giveUpBefore) return { changes: [] };
  const shown = update(Reference, row, { waitingSince: null });
  if (view.get(DeskItem, uncorrelatedItemId(id))) return { changes: [shown] };
  const item = newDeskItem({
    id: uncorrelatedItemId(id),
    kind: 'uncorrelated',
    ticketId: null,
    taskId: null,
    note: `平台 ${first.platform} 的回执找不到对应的工单，请核对编号。`,
    data: { reference: id, callbackIds: row.waiting.map(({ callbackId }) => callbackId) },
    assignedTo: null,
    openedAt: now,
    dueAt: rulebook.desk.dueAt('uncorrelated', now, rulebook.times.office),
    township: null,
  });
  return { changes: [shown, ...openingOf(item)] };
}
