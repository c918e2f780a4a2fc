import type { Circumstances, Decision } from '#libs/bus';
import { Problem, type MeanwhileChange } from '#libs/runtime';
import { loadStage, type LoadStage } from '#libs/store';
import { deskKind } from '../domain/desk-kinds.js';
import { allows } from '../domain/flow.js';
import type { Rulebook } from '../domain/rulebook.js';
import { taskFlow } from '../domain/task.flow.js';
import { DeskItem } from '../persistence/desk-item.entity.js';
import { acceptResult } from './accept-result.js';
import { acceptTask } from './accept-task.js';
import { checkVersion } from './check-version.js';
import { settlingOf } from './desk/desk-log.js';
import { refuseOfOthers } from './desk/hold-desk-item.js';
import { ticketStages } from './load-stages.js';
import { TicketSheet } from './ticket-sheet.js';

export interface DeskSettlement {
  readonly id: string;
  /** Account. */
  readonly actor: string;
  readonly reason: string;
  /** The versions of the item that the actor looked at; absent: any will do. */
  readonly versions?: readonly number[] | undefined;
}

export const deskItemStages: readonly LoadStage<DeskSettlement>[] = [
  loadStage(DeskItem, 'id', ({ id }) => [id]),
  ...ticketStages<DeskSettlement>(({ id }, view) => [view.get(DeskItem, id)?.ticketId ?? undefined]),
];

/**
 * A person has looked into an item of the desk. For `unconfirmed` it says: asked, and it did arrive; for `proof`: the result is
 * accepted as it is, with what the office knows of it as the reason.
 */
export function settleDeskItem(
  { id, actor, reason, versions }: DeskSettlement,
  { view, now }: Circumstances,
  rulebook: Rulebook,
): Decision {
  const item = view.get(DeskItem, id);
  if (!item) throw new Problem('not-found', 'There is no item of that id at the desk.');
  const changes = item.settledAt === null ? [] : [settlementOf(item)];
  checkVersion(versions, item.version, changes);
  if (item.settledAt !== null)
    throw new Problem('conflict', `It was settled by ${item.settledBy} meanwhile.`, { changes });
  const { settledBy } = deskKind(item.kind);
  if (!settledBy.includes('settle'))
    throw new Problem('act-not-allowed', `An item of the kind ${item.kind} is settled by ${settledBy.join(' or ')}.`);
  refuseOfOthers(item, actor, now);
  if (item.ticketId === null) return { changes: settlingOf(item, { actor, at: now, settlement: reason }) };
  const sheet = TicketSheet.of(item.ticketId, view, rulebook, now);
  if (!sheet) throw new Error(`The desk item ${id} belongs to the unknown ticket ${item.ticketId}.`);
  const task = sheet.tasks.find((candidate) => candidate.id === item.taskId);
  sheet.settleDesk(
    sheet.deskItems.filter((other) => other.id === id),
    actor,
    reason,
  );
  if (item.kind === 'unconfirmed' && task) acceptTask(sheet, task, actor, { proof: 'person', reason });
  else if (item.kind === 'proof' && task && allows(taskFlow, task.state, 'done'))
    acceptResult(sheet, task, item, { actor, reason });
  else
    sheet.step({
      act: 'desk-settled',
      actor,
      to: sheet.ticket.state,
      ...(item.taskId === null ? {} : { task: { id: item.taskId } }),
      reason,
      data: { deskItem: id, kind: item.kind },
    });
  return sheet.decision();
}

function settlementOf({ version, settledAt, settledBy, settlement }: Readonly<DeskItem>): MeanwhileChange {
  return { version, at: settledAt, actor: settledBy, act: 'desk-settled', reason: settlement };
}
