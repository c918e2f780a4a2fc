import type { Circumstances, Decision } from '#libs/bus';
import type { CallbackReceived } from '#libs/contracts';
import { insert, update } from '#libs/store';
import type { Rulebook } from '../domain/rulebook.js';
import { Reference } from '../persistence/reference.entity.js';
import { followCallback } from './follow-callback.js';
import { nameOfCallback, ticketIdOfCallback, waitingPlaceOf } from './load-stages.js';
import { TicketSheet } from './ticket-sheet.js';
import { settleUncorrelated } from './uncorrelated-item.js';

/** A platform's callback is done to its ticket, or waits until we know which one that is. */
export function applyCallback(callback: CallbackReceived, { view, now }: Circumstances, rulebook: Rulebook): Decision {
  const name = nameOfCallback(callback);
  const row = name === undefined ? undefined : view.get(Reference, name);
  const ticketId = ticketIdOfCallback(callback, view);
  const sheet = ticketId === undefined ? undefined : TicketSheet.of(ticketId, view, rulebook, now);
  if (!sheet) return { changes: [keepWaiting(callback, { view, now })] };

  const taskId = callback.taskId ?? (row?.ticketId === sheet.ticket.id ? (row.taskId ?? undefined) : undefined);
  for (const earlier of row?.waiting ?? []) followCallback(sheet, earlier, earlier.taskId ?? taskId);
  followCallback(sheet, callback, taskId);

  if (row && row.waiting.length > 0) settleUncorrelated(sheet, row.id, view);

  // Whoever names both ids tells us the pair: later callbacks may name only the platform's own number.
  const pair = { ticketId: sheet.ticket.id, taskId: taskId ?? null };
  if (row && (row.ticketId === null || row.waiting.length > 0))
    sheet.add(update(Reference, row, { ...pair, waiting: [], waitingSince: null }));
  else if (!row && name !== undefined && callback.taskId !== undefined)
    sheet.add(insert(Reference, { id: name, version: 1, ...pair, ...NOTHING_WAITING }));
  return sheet.decision();
}

const NOTHING_WAITING = { waiting: [], waitingSince: null };

/** It overtook the event or the settled delivery that would tell whose it is. */
function keepWaiting(callback: CallbackReceived, { view, now }: Circumstances) {
  const id = waitingPlaceOf(callback);
  const row = view.get(Reference, id);
  const kept = { ...callback };
  if (!row)
    return insert(Reference, { id, version: 1, ticketId: null, taskId: null, waiting: [kept], waitingSince: now });
  return update(Reference, row, { waiting: [...row.waiting, kept], waitingSince: row.waitingSince ?? now });
}
