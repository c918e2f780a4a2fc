import type { ParkedKeyView } from '#libs/bus';
import { claimantOf } from '../actions/desk/hold-desk-item.js';
import type { Belongings } from '../actions/ticket-reader.js';
import { deadlineLine, inOrder } from '../actions/deadlines/describe-deadlines.js';
import { deskKind } from '../domain/desk-kinds.js';
import { taskFlow } from '../domain/task.flow.js';
import { ticketFlow } from '../domain/ticket.flow.js';
import type { Audit } from '../persistence/audit.entity.js';
import type { DeskItem } from '../persistence/desk-item.entity.js';
import type { DeskLogRow } from '../persistence/desk-log-row.entity.js';
import type { HistoryRow } from '../persistence/history-row.entity.js';
import type { Investigation } from '../persistence/investigation.entity.js';
import { noticeState, RELEASED_HOW, type Notice } from '../persistence/notice.entity.js';
import type { Task } from '../persistence/task.entity.js';
import type { Ticket } from '../persistence/ticket.entity.js';

/** A ticket in a list. */
export function ticketLine(ticket: Ticket) {
  const { id, number, revision, source, eventId, status, state, grade, title, category, item, itemName } = ticket;
  const { receivedAt, openedAt, dispatchedAt, resolvedAt, closedAt, changedAt } = ticket;
  return {
    ticketId: id,
    number,
    version: revision,
    source,
    eventId,
    status,
    state,
    stateLabel: ticketFlow.states[state].label,
    grade,
    title,
    category,
    item,
    itemName,
    receivedAt,
    openedAt,
    dispatchedAt,
    resolvedAt,
    closedAt,
    changedAt,
  };
}

/** A ticket with all that belongs to it. What is sealed stays inside: only whether there is a reporter is told. */
export function ticketView({ ticket, belongings: rows }: { ticket: Ticket; belongings: Belongings }) {
  const { description, scene, place, attachments, remarks, entrance, registeredBy, routing } = ticket;
  const { occurredAt, reportedAt, mergedInto, mergedHere } = ticket;
  return {
    ...ticketLine(ticket),
    description,
    scene,
    place,
    attachments: attachments ?? [],
    remarks: remarks ?? [],
    entrance,
    registeredBy,
    hasReporter: ticket.reporterSealed !== null,
    routing,
    ...gatesView(ticket),
    occurredAt,
    reportedAt,
    mergedInto,
    mergedHere,
    tasks: rows.tasks.map(taskView),
    deadlines: inOrder(rows.deadlines).map(deadlineLine),
    history: rows.history.map(historyView),
    investigations: rows.investigations.map(investigationView),
    desk: rows.deskItems.map((item) => deskItemView(item)),
    audits: rows.audits.map(auditView),
    supervision: rows.notices.map(noticeView),
    waiting: rows.waiting.map(waitingView),
  };
}

/** How far the ticket is through its gates, in which round. */
function gatesView(ticket: Ticket) {
  const { round, joint, minutes, solved, satisfaction, revisitTries, revisitOutcome, closing, recurredAt } = ticket;
  return { round, joint, minutes, solved, satisfaction, revisitTries, revisitOutcome, closing, recurredAt };
}

function auditView({ round, cause, dueAt, finding, reason, actor, foundAt }: Audit) {
  return { round, cause, dueAt, finding, reason, actor, foundAt };
}

function taskView(task: Task) {
  const { id, version: _, ticketId: __, ...rest } = task;
  return { taskId: id, ...rest, stateLabel: taskFlow.states[task.state].label };
}

function historyView(row: HistoryRow) {
  const { ticketId: _, fromState, toState, ...rest } = row;
  return { ...rest, from: fromState, to: toState, label: ticketFlow.states[toState].label };
}

function investigationView(found: Investigation) {
  const { ticketId: _, ...rest } = found;
  return rest;
}

/** A notice (督办件) with how far it is. */
export function noticeView(notice: Notice) {
  const { id, version: _, number: __, ...rest } = notice;
  const how = notice.releasedHow;
  return { noticeId: id, state: noticeState(notice), ...rest, releasedLabel: how === null ? null : RELEASED_HOW[how] };
}

/** Without the reason, which is the operators' business and may name what a platform must not see. */
function waitingView({ group, topic, state, messages, oldestAt }: ParkedKeyView) {
  return { group, topic, state, messages, since: oldestAt };
}

export function deskLogView(row: DeskLogRow) {
  const { itemId: _, ...rest } = row;
  return rest;
}

/** A claim that has lapsed by `now` is none. */
export function deskItemView(item: DeskItem, now?: Date) {
  const { claimedBy, claimedUntil, ...rest } = item;
  const claimed = now === undefined || claimantOf(item, now) !== undefined;
  const { label, settledBy } = deskKind(item.kind);
  return {
    ...rest,
    claimedBy: claimed ? claimedBy : null,
    claimedUntil: claimed ? claimedUntil : null,
    label,
    settles: settledBy,
  };
}
