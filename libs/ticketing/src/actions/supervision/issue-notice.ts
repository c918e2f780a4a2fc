import { DEADLINE_KINDS } from '../../domain/deadline-kinds.js';
import { shanghaiMinute } from '../../domain/shanghai-day.js';
import { roleOf, type Addressee } from '../../domain/supervision/addressee.js';
import { noticeText } from '../../domain/supervision/notice-text.js';
import type { RungSetting } from '../../domain/supervision/supervision-rules.js';
import type { Deadline } from '../../persistence/deadline.entity.js';
import { Notice } from '../../persistence/notice.entity.js';
import type { Task } from '../../persistence/task.entity.js';
import { nameOf } from '../deadlines/escalate.js';
import { noticeStep, type SupervisedSheet } from './supervised-sheet.js';

/** What is issued about which task, to whom and why. */
export interface NoticeOrder {
  readonly task: Task;
  readonly rung: RungSetting;
  readonly addressee: Addressee;
  /** Missing where the office issues it and nothing was missed. */
  readonly deadline: Deadline | undefined;
  /** When the rung was reached. */
  readonly dueAt: Date | null;
  /** Account, or `system`. */
  readonly actor: string;
  readonly reason: string;
  /** On record only: a higher one goes to the same addressee at once. */
  readonly overtaken?: boolean;
}

/** Issues one rung: on record, and told to the addressee, to an agency by a delivery and to anybody else in the inbox. */
export function issueNotice(sheet: SupervisedSheet, order: NoticeOrder): void {
  const { task, rung, actor, reason, overtaken } = order;
  const notice = newNotice(sheet, order);
  sheet.ladder.rows.push(notice);
  if (overtaken) {
    Object.assign(notice, { releasedAt: sheet.now, releasedHow: 'overtaken', releasedBy: actor });
    return noticeStep(sheet, notice, { act: 'overtaken', actor, reason, data: factsOf(notice) });
  }
  noticeStep(sheet, notice, { act: 'issued', actor, reason, data: factsOf(notice) });
  if (notice.addressee !== null && roleOf(notice.addressee) === undefined)
    notice.deliveryId = sheet.tellings.supervise(task, notice, rung.purpose ?? 'supervision');
  else
    sheet.openDesk('supervision', notice.text, {
      taskId: task.id,
      data: { notice: notice.id },
      ...(notice.addressee === null ? {} : { assignedTo: notice.addressee }),
    });
}

function newNotice(sheet: SupervisedSheet, order: NoticeOrder): Notice {
  const { ticket, now, ladder } = sheet;
  const { task, rung, addressee, deadline, dueAt, actor, reason } = order;
  ticket.notices += 1;
  const hours = roleOf(addressee.code) === undefined ? addressee.code : null;
  // Without a missed one, the words name the deadline that there is.
  const named = deadline ?? sheet.clocks.running('finish');
  const receiptBy = rung.receipt && !order.overtaken ? ladder.reckon(hours, { start: now, limit: rung.receipt }) : null;
  return Object.assign(new Notice(), {
    id: `${ticket.id}.n${ticket.notices}`,
    version: 1,
    ticketId: ticket.id,
    number: ticket.notices,
    taskId: task.id,
    round: ticket.round,
    rung: rung.rung,
    name: rung.name,
    agency: task.agency,
    addressee: addressee.code,
    addresseeName: addressee.name,
    text: noticeText(rung.template, {
      rung: rung.name,
      agency: task.agencyName,
      addressee: addressee.name,
      number: ticket.number,
      title: ticket.title,
      deadline: named ? nameOf(named) : DEADLINE_KINDS.finish.label,
      dueAt: named?.endsAt ? shanghaiMinute(named.endsAt) : '未定时限',
      reason,
      receiptBy: receiptBy ? shanghaiMinute(receiptBy) : '',
    }),
    deadlineId: deadline?.id ?? null,
    dueAt,
    issuedAt: now,
    issuedBy: actor,
    reason,
    deliveryId: null,
    deliveryOutcome: null,
    receiptBy,
    unreceivedAt: null,
    receivedAt: null,
    receivedBy: null,
    answeredAt: null,
    answeredBy: null,
    answer: null,
    releasedAt: null,
    releasedHow: null,
    releasedBy: null,
    releaseReason: null,
  } satisfies Notice);
}

function factsOf({ deadlineId, dueAt, receiptBy }: Notice): Record<string, unknown> {
  return {
    ...(deadlineId !== null && { deadline: deadlineId }),
    ...(dueAt && { dueAt: dueAt.toISOString() }),
    ...(receiptBy && { receiptBy: receiptBy.toISOString() }),
  };
}
