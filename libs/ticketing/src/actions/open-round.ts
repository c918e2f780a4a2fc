import type { Agency } from '../domain/agencies.js';
import type { Task } from '../persistence/task.entity.js';
import { conveneMember } from './joint.js';
import { newTask } from './new-task.js';
import type { TicketSheet } from './ticket-sheet.js';

/** Why a ticket is done anew. */
export type RedoCause = 'unsolved' | 'bad-rating' | 'recurred' | 'office';

const CAUSES: Readonly<Record<RedoCause, string>> = {
  unsolved: '回访反映未解决',
  'bad-rating': '群众评价不满意',
  recurred: '问效发现问题反弹',
  office: '办公室决定重办',
};

export interface RedoOrder {
  readonly because: RedoCause;
  /** Account, platform or `system`. */
  readonly actor: string;
  readonly reason?: string | undefined;
  /** Who redoes it, the lead first; without them, those that had done it. */
  readonly agencies?: readonly Agency[];
}

/** Whether the office is asked who shall redo it. A merged ticket is not redone by itself: it is taken out first (拆分), or its main ticket is. */
export function awaitsRedo(sheet: TicketSheet): boolean {
  return sheet.ticket.state === 'resolved' && sheet.openDeskItems('redo').length > 0;
}

/** Those that had done it and could do it again, the lead first. */
function doersOf(sheet: TicketSheet): Agency[] {
  const done = sheet.currentTasks.filter(({ state }) => state === 'done');
  return done
    .toSorted((a, b) => Number(b.role === 'lead') - Number(a.role === 'lead'))
    .map(({ agency }) => sheet.rulebook.agencies.find(agency))
    .filter((agency) => agency !== undefined)
    .filter((agency, index, all) => all.findIndex(({ code }) => code === agency.code) === index);
}

/**
 * 重办: begins the next round of a ticket that is 办结 or 结案, each agency with a task and a limit of its own; the history links
 * it to the step that made it necessary. There is never more than one open round, since only a ticket whose round has ended can
 * begin another. With nobody to do it a closed ticket comes to the desk; another one stays where it is, and the answer is false.
 */
export function openRound(sheet: TicketSheet, { because, actor, reason, agencies }: RedoOrder): boolean {
  const { ticket, now } = sheet;
  const again = sheet.ended;
  const doers = agencies ?? doersOf(sheet);
  if (doers.length === 0 && !again) return false;
  const after = ticket.revision;
  const before = [...sheet.currentTasks];
  ticket.round += 1;
  ticket.recurredAt = null;
  ticket.returnCount = 0;
  // What is opened again by itself goes its own way from now on.
  if (again) ticket.mergedInto = null;
  for (const task of before) task.superseded = true;
  if (ticket.joint && doers.length > 1) ticket.joint = jointAnew(sheet, doers[0]!, actor);
  const tasks = doers.map((agency, index) =>
    redoTask(
      sheet,
      { agency, because, reason, number: sheet.tasks.length + 1 + index, role: index === 0 ? 'lead' : 'help' },
      before,
    ),
  );
  for (const task of tasks) {
    if (ticket.joint) conveneMember(sheet, task, ticket.joint);
    sheet.addTask(task);
  }
  sheet.step({
    act: 'redo-opened',
    actor,
    to: tasks.length > 0 ? 'dispatching' : 'at-desk',
    again,
    reason: reason ?? CAUSES[because],
    data: { round: ticket.round, because, after, at: now.toISOString(), tasks: tasks.map(({ id }) => id) },
    report: { opinion: `${CAUSES[because]}，第${ticket.round}轮办理。` },
  });
  for (const task of tasks) sheet.request(task.kind, task);
  if (tasks.length === 0) sheet.openDesk('redo', `${CAUSES[because]}，请指定承办单位重办。`);
  return true;
}

/** A joint enforcement is convened again; when and where to, a person says. */
function jointAnew({ ticket, now }: TicketSheet, lead: Agency, actor: string) {
  return { round: ticket.round, lead: lead.code, convenedBy: actor, convenedAt: now.toISOString() };
}

function redoTask(
  { ticket, now }: TicketSheet,
  given: { agency: Agency; because: RedoCause; reason: string | undefined; number: number; role: 'lead' | 'help' },
  before: readonly Task[],
): Task {
  const { agency, because, reason, number, role } = given;
  const earlier = before.find((task) => task.agency === agency.code) ?? before[0];
  return newTask({
    ticketId: ticket.id,
    number,
    round: ticket.round,
    role,
    agency,
    legalBasis: earlier?.legalBasis ?? undefined,
    instruction: `第${ticket.round}轮办理（${CAUSES[because]}）：${reason ?? '请重新处置并反馈结果。'}`,
    now,
  });
}
