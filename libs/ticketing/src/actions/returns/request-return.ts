import { judgeReturn } from '../../domain/judge-return.js';
import { returnReason } from '../../domain/return-rules.js';
import type { Deadline } from '../../persistence/deadline.entity.js';
import type { Task } from '../../persistence/task.entity.js';
import { settleOfTask } from '../settle-of-task.js';
import type { TicketSheet } from '../ticket-sheet.js';

/** "Not ours", as an agency or somebody for it said so. */
export interface ReturnOrder {
  /** Platform, or account of who completed it. */
  readonly actor: string;
  /** From when it counts. */
  readonly madeAt: Date;
  readonly reasonCode?: string | undefined;
  readonly legalBasis?: string | undefined;
  readonly opinion?: string | undefined;
  readonly data?: Record<string, unknown> | undefined;
}

/**
 * 退单. Whatever it comes to, the task stays with the agency (首接负责) until the office or a ruling has answered; nothing is
 * refused silently, and nothing ends by it.
 */
export function requestReturn(sheet: TicketSheet, task: Task, order: ReturnOrder): void {
  const { madeAt, reasonCode, legalBasis } = order;
  const rules = sheet.rulebook.returns;
  const judgement = judgeReturn(
    {
      madeAt,
      reasonCode,
      legalBasis,
      windowEndsAt: windowOf(sheet, task)?.endsAt ?? undefined,
      bound: task.bound,
      earlier: sheet.ticket.returnCount,
    },
    rules,
  );
  switch (judgement.kind) {
    case 'objection':
      return putBeforeOffice(sheet, task, order, {
        act: 'ruling-objected',
        kind: 'objection',
        words: '对裁定提出异议',
      });
    case 'late':
      return putBeforeOffice(sheet, task, order, {
        act: 'return-late',
        kind: 'return-late',
        words: '超过退单期限后退单',
      });
    case 'incomplete':
      return putBeforeOffice(sheet, task, order, {
        act: 'return-incomplete',
        kind: 'return-incomplete',
        words: `退单，缺${judgement.missing.join('、')}`,
      });
    case 'returned':
    case 'ruling':
      return moveToReturn(sheet, task, order, judgement);
  }
}

/** Also when its end has passed and was noticed. */
function windowOf({ clocks }: TicketSheet, { id }: Task): Deadline | undefined {
  return clocks.rows.findLast(({ kind, taskId }) => kind === 'return-window' && taskId === id);
}

/** On record and before the office; the task goes on. */
function putBeforeOffice(
  sheet: TicketSheet,
  task: Task,
  order: ReturnOrder,
  what: { act: string; kind: 'objection' | 'return-late' | 'return-incomplete'; words: string },
): void {
  const { actor, opinion, data, madeAt, reasonCode, legalBasis } = order;
  const made = { madeAt: madeAt.toISOString(), reasonCode, legalBasis, opinion };
  sheet.step({ act: what.act, actor, to: sheet.ticket.state, task: { id: task.id }, reason: opinion, data });
  // One question about a task at a time: a complete return stands for one that was not, whichever came first.
  if (what.kind === 'return-late') settleOfTask(sheet, task, actor, '单位已补全退单。', ['return-incomplete']);
  else if (sheet.openDeskItems('return-late').some(({ taskId }) => taskId === task.id)) return;
  sheet.openDesk(what.kind, `${task.agencyName}${what.words}：${basisText(sheet, order)}`, {
    taskId: task.id,
    data: Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)),
  });
}

function moveToReturn(
  sheet: TicketSheet,
  task: Task,
  order: ReturnOrder,
  { kind, number }: { kind: 'returned' | 'ruling'; number: number },
): void {
  const { actor, opinion, data, reasonCode, legalBasis, madeAt } = order;
  Object.assign(task, { reasonCode: reasonCode ?? null, returnBasis: legalBasis ?? null, returnedAt: madeAt });
  sheet.ticket.returnCount = number;
  sheet.step({
    act: 'task-return-requested',
    actor,
    task: { id: task.id, to: 'return-requested' },
    reason: opinion,
    data: { ...data, number },
    report: { opinion, reasonCode, legalBasis },
  });
  sheet.clocks.drop('extension-answer', task);
  settleOfTask(sheet, task, actor, '单位已退单。', ['extension', 'return-incomplete', 'return-late']);
  const said = `${task.agencyName}退单（第${number}次）：${basisText(sheet, order)}`;
  if (kind === 'ruling') {
    sheet.clocks.start('ruling', { limit: sheet.rulebook.returns.ruling });
    sheet.openDesk('ruling-due', `${said}。退单已满${number}次，请裁定承办单位；裁定前由首接单位负责。`, {
      taskId: task.id,
    });
  } else {
    sheet.openDesk('returned', said, { taskId: task.id });
  }
}

function basisText(sheet: TicketSheet, { reasonCode, legalBasis, opinion }: ReturnOrder): string {
  const name = returnReason(sheet.rulebook.returns, reasonCode)?.name;
  const reason = reasonCode === undefined ? undefined : name === undefined ? reasonCode : `${reasonCode} ${name}`;
  return [reason, legalBasis, opinion].filter(Boolean).join('；') || '未说明理由';
}
