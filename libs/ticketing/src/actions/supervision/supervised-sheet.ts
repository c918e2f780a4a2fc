import type { DeskKind } from '../../domain/desk-kinds.js';
import type { DeskItem } from '../../persistence/desk-item.entity.js';
import type { Notice } from '../../persistence/notice.entity.js';
import type { Task } from '../../persistence/task.entity.js';
import type { DeskExtra } from '../desk/ticket-desk.js';
import type { Step } from '../ticket-step.js';
import type { SupervisedTicket, TicketLadder } from './ticket-ladder.js';

/** A ticket's sheet with what supervision does to it. */
export interface SupervisedSheet extends SupervisedTicket {
  readonly ladder: TicketLadder;
  readonly tellings: { supervise(task: Task, notice: Notice, purpose: 'reminder' | 'supervision'): string };
  step(step: Step): void;
  openDesk(kind: DeskKind, note: string, extra?: DeskExtra): void;
  openDeskItems(...kinds: readonly DeskKind[]): readonly DeskItem[];
  settleDesk(items: readonly DeskItem[], by: string, settlement: string): void;
}

/** Takes a step of a notice: on record, and nothing moves. */
export function noticeStep(
  sheet: SupervisedSheet,
  notice: Notice,
  step: { act: string; actor: string; reason?: string | undefined; data?: Record<string, unknown> },
): void {
  const { id, rung, name, addressee, addresseeName, taskId } = notice;
  const data = { notice: id, rung, name, addressee, addresseeName, ...step.data };
  sheet.step({ ...step, act: `supervision-${step.act}`, to: sheet.ticket.state, task: { id: taskId }, data });
}

/** The items at the desk that are about that notice. */
export function itemsOf(sheet: SupervisedSheet, { id }: Notice, ...kinds: readonly DeskKind[]): readonly DeskItem[] {
  return sheet.openDeskItems(...kinds).filter(({ data }) => data?.notice === id);
}
