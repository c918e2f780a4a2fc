import type { Circumstances, Decision } from '#libs/bus';
import type { DeliverySettled } from '#libs/contracts';
import { insert, update, type View } from '#libs/store';
import { allows } from '../domain/flow.js';
import type { Rulebook } from '../domain/rulebook.js';
import { taskFlow, type TaskState } from '../domain/task.flow.js';
import { referenceId } from '../persistence/reference-id.js';
import { Reference } from '../persistence/reference.entity.js';
import type { Task } from '../persistence/task.entity.js';
import { acceptTask } from './accept-task.js';
import { noteDeliveryOfNotice } from './supervision/tell-of-delivery.js';
import { followCallback } from './follow-callback.js';
import { TicketSheet } from './ticket-sheet.js';
import { settleUncorrelated } from './uncorrelated-item.js';

type Failure = Exclude<DeliverySettled['outcome'], 'accepted'>;

/** A delivery ended: a task is at its platform or goes to the desk; callbacks that overtook this are applied. */
export function settleDelivery(settled: DeliverySettled, { view, now }: Circumstances, rulebook: Rulebook): Decision {
  const sheet = TicketSheet.of(settled.ticketId, view, rulebook, now);
  if (!sheet) throw new Error(`A delivery of the unknown ticket ${settled.ticketId} was settled.`);
  const { purpose, outcome, platform, reference } = settled;
  const carriesTask = purpose === 'dispatch' || purpose === 'call';
  const task = carriesTask ? sheet.tasks.find(({ id }) => id === settled.taskId) : undefined;
  if (carriesTask && !task) throw new Error(`A delivery of the unknown task ${settled.taskId} was settled.`);
  noteDeliveryOfNotice(sheet, settled);
  if (outcome === 'accepted') {
    if (task) acceptTask(sheet, task, platform, { proof: 'reply', reference });
    if (task || purpose === 'report') learnReference(sheet, settled, view);
  } else if (task) {
    failTask(sheet, task, settled, outcome);
  } else {
    noteUntold(sheet, settled, outcome);
  }
  return sheet.decision();
}

/** Keeps what the platform calls it, and applies what waited under that name. */
function learnReference(
  sheet: TicketSheet,
  { platform, reference, taskId, purpose }: DeliverySettled,
  view: View,
): void {
  if (reference === undefined) return;
  const id = referenceId(platform, reference);
  const pair = { ticketId: sheet.ticket.id, taskId: purpose === 'report' ? null : (taskId ?? null) };
  const row = view.get(Reference, id);
  if (!row) {
    sheet.add(insert(Reference, { id, version: 1, ...pair, waiting: [], waitingSince: null }));
    return;
  }
  // A report's reply may repeat the number of a task that stands at the same platform: the task knows better.
  if (row.ticketId !== null && purpose === 'report') return;
  for (const callback of row.waiting) followCallback(sheet, callback, callback.taskId ?? pair.taskId ?? undefined);
  if (row.waiting.length > 0) settleUncorrelated(sheet, id, view);
  if (row.waiting.length > 0 || row.ticketId !== pair.ticketId || row.taskId !== pair.taskId)
    sheet.add(update(Reference, row, { ...pair, waiting: [], waitingSince: null }));
}

const TASK_NOTES: Record<Failure, string> = {
  refused: '对方平台拒收',
  undeliverable: '多次投递仍无法送达',
  unconfirmed: '可能已送达，未得到确认，请与对方核实',
};

function failTask(sheet: TicketSheet, task: Task, { platform, detail }: DeliverySettled, outcome: Failure): void {
  // A callback has proved meanwhile that it arrived, or nobody waits for it any more.
  if (task.superseded || !allows(taskFlow, task.state, outcome satisfies TaskState)) return;
  sheet.step({
    act: `delivery-${outcome}`,
    actor: platform,
    task: { id: task.id, to: outcome },
    reason: detail,
    data: { kind: task.kind, agency: task.agency },
  });
  const note = `${task.agencyName}：${TASK_NOTES[outcome]}${detail === undefined ? '' : `（${detail}）`}`;
  sheet.openDesk(outcome, note, { taskId: task.id });
}

/** A report or withdrawal that may not have been read: on record. When it was the 办结 that the source waits for, the office asks the resident itself. */
function noteUntold(sheet: TicketSheet, settled: DeliverySettled, outcome: Failure): void {
  const { ticket } = sheet;
  const { purpose, platform, detail, deliveryId } = settled;
  const data = { deliveryId, outcome };
  sheet.step({ act: `${purpose}-not-told`, actor: platform, to: ticket.state, reason: detail, data });
  const toldResolved = deliveryId.startsWith(`${ticket.id}.${ticket.stateSince}.`);
  if (purpose === 'report' && platform === ticket.source && ticket.state === 'resolved' && toldResolved)
    sheet.openDesk('revisit-due', '办结情况未能确认报送到来源平台，请办公室回访。');
}
