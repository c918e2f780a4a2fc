import type { CallbackReceived, PublicStatus } from '#libs/contracts';
import type { Task } from '../persistence/task.entity.js';
import { callbackFacts, ignoreCallback } from './callback-facts.js';
import { noteArrival } from './attendance-steps.js';
import { followCallbackOfMerged } from './duplicates/follow-callback-of-merged.js';
import { closeBySource, endTicket } from './end-ticket.js';
import { followTaskCallback } from './follow-task-callback.js';
import { startRatingLoop } from './rating-loop.js';
import type { TicketSheet } from './ticket-sheet.js';
import { hearReceipt } from './supervision/hear-receipt.js';
import { verifyTicket, type Verification } from './verify-ticket.js';

type StatusCallback = CallbackReceived & { status: PublicStatus };

/**
 * Does to a ticket what a callback says, as far as the flow allows; the rest is kept in the history and nothing moves.
 * `taskId` is the task it is about, as far as known; without it, it is about the ticket as the source sees it, or about the
 * one task that the platform has of it.
 */
export function followCallback(sheet: TicketSheet, callback: CallbackReceived, taskId?: string): void {
  const task = taskOf(sheet, callback, taskId);
  if (task === 'unknown') {
    ignoreCallback(sheet, callback, 'it names a task that is not at this platform');
  } else if (callback.sideEvent !== undefined) {
    noteSideEvent(sheet, callback, task);
  } else if (sheet.ended) {
    ignoreCallback(sheet, callback, `the ticket has ended as ${sheet.ticket.state}`, task);
    if (callback.platform === sheet.ticket.source) hearRating(sheet, callback);
  } else if (task) {
    followTaskCallback(sheet, task, callback as StatusCallback);
  } else if (callback.platform === sheet.ticket.source) {
    followSourceCallback(sheet, callback as StatusCallback);
  } else {
    ignoreCallback(sheet, callback, 'this platform is neither the source nor has it exactly one task of this ticket');
  }
}

function taskOf(sheet: TicketSheet, callback: CallbackReceived, taskId?: string): Task | 'unknown' | undefined {
  if (taskId !== undefined) {
    const task = sheet.tasks.find(({ id }) => id === taskId);
    return task && task.platform === callback.platform ? task : 'unknown';
  }
  if (callback.platform === sheet.ticket.source) return undefined;
  const theirs = sheet.currentTasks.filter(({ platform }) => platform === callback.platform);
  return theirs.length === 1 ? theirs[0] : undefined;
}

/** The source speaks about its own event: 回访, 结案, 作废. */
function followSourceCallback(sheet: TicketSheet, callback: StatusCallback): void {
  const { platform: actor, opinion: reason, status } = callback;
  const data = callbackFacts(callback);
  if (sheet.ticket.state === 'merged') {
    followCallbackOfMerged(sheet, callback);
  } else if (status === 'VOID') {
    endTicket(sheet, { act: 'voided', actor, reason, data });
  } else if (status !== 'VERIFIED' && status !== 'CLOSED') {
    ignoreCallback(sheet, callback, `${status} is the handling agency's to say, not the source's`);
  } else if (sheet.ticket.state !== 'resolved') {
    ignoreCallback(sheet, callback, `the ticket is not resolved yet: it is ${sheet.ticket.state}`);
  } else if (status === 'CLOSED' && callback.solved === undefined && callback.satisfaction === undefined) {
    closeBySource(sheet, { actor, reason, data });
  } else {
    const { satisfaction } = callback;
    verifyTicket(sheet, { actor, outcome: outcomeOf(callback), satisfaction, reason, data });
  }
}

/** The resident's word as a source tells it. One that only says that it asked says nothing of what it was told. */
function outcomeOf({ solved }: CallbackReceived): Verification['outcome'] {
  if (solved === false) return { code: 'unsolved', name: '未解决', means: 'unsolved' };
  if (solved === true) return { code: 'solved', name: '已解决', means: 'solved' };
  return { code: 'not-said', name: '来源平台未说明', means: 'no-word' };
}

/** A bad level (差评) begins its loop whenever it is told; the ticket itself does not move. */
function hearRating(sheet: TicketSheet, { satisfaction, opinion }: CallbackReceived): void {
  if (satisfaction !== undefined && sheet.rulebook.gates.isBad(satisfaction))
    startRatingLoop(sheet, satisfaction, opinion);
}

/** 催办, 督办, 批示, 阶段反馈, 评价, 到场, 督办签收: on record, and no status moves. */
function noteSideEvent(sheet: TicketSheet, callback: CallbackReceived, task: Task | undefined): void {
  const fromSource = callback.platform === sheet.ticket.source;
  if (!task && !fromSource) {
    ignoreCallback(sheet, callback, 'this platform is neither the source nor has it exactly one task of this ticket');
    return;
  }
  if (callback.sideEvent === 'EVALUATE' && fromSource && callback.satisfaction !== undefined)
    sheet.ticket.satisfaction = callback.satisfaction;
  if (callback.sideEvent === 'ARRIVE' && task && !task.superseded)
    noteArrival(sheet, task, { at: momentOf(callback), place: callback.opinion?.slice(0, 200) });
  sheet.step({
    act: `side-${callback.sideEvent!.toLowerCase()}`,
    actor: callback.platform,
    to: sheet.ticket.state,
    ...(task === undefined ? {} : { task: { id: task.id } }),
    reason: callback.opinion,
    data: callbackFacts(callback),
  });
  if (callback.sideEvent === 'EVALUATE' && fromSource) hearRating(sheet, callback);
  if (callback.sideEvent === 'RECEIPT' && task) hearReceipt(sheet, task, callback);
}

/** When it happened: as the platform says, but never after we heard of it. */
function momentOf({ occurredAt, receivedAt }: CallbackReceived): Date {
  const heard = new Date(receivedAt);
  const said = occurredAt === undefined ? heard : new Date(occurredAt);
  return said < heard ? said : heard;
}
