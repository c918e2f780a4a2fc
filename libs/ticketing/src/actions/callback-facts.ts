import type { CallbackReceived } from '#libs/contracts';
import type { Task } from '../persistence/task.entity.js';
import type { TicketSheet } from './ticket-sheet.js';
import { withoutEmpty } from './snapshots.js';

/** What the history keeps of a callback. */
export function callbackFacts(callback: CallbackReceived): Record<string, unknown> {
  const { callbackId, status, sideEvent, rawStatus, occurredAt, receivedAt, entrance, reference, operator } = callback;
  const { reasonCode, legalBasis, solved, satisfaction, attachments, remarks } = callback;
  return withoutEmpty({
    callbackId,
    status,
    sideEvent,
    rawStatus,
    occurredAt,
    receivedAt,
    entrance,
    reference,
    operator,
    reasonCode,
    legalBasis,
    solved,
    satisfaction,
    attachments,
    remarks,
  });
}

/** Keeps a callback that cannot be followed where everybody sees it; nothing moves. */
export function ignoreCallback(sheet: TicketSheet, callback: CallbackReceived, why: string, task?: Task): void {
  const said = callback.opinion === undefined ? {} : { opinion: callback.opinion };
  sheet.step({
    act: 'callback-ignored',
    actor: callback.platform,
    to: sheet.ticket.state,
    ...(task === undefined ? {} : { task: { id: task.id } }),
    reason: why,
    data: { ...callbackFacts(callback), ...said },
  });
}
