import { Problem } from '#libs/runtime';
import type { Agency } from '../../domain/agencies.js';
import { taskFlow } from '../../domain/task.flow.js';
import type { Task } from '../../persistence/task.entity.js';
import { conveneMember } from '../joint.js';
import { newTask } from '../new-task.js';
import { endRequests, endRuling } from '../requests/end-requests.js';
import type { OpenRequest } from '../requests/request-answered.js';
import { settleOfTask } from '../settle-of-task.js';
import type { TicketSheet } from '../ticket-sheet.js';

interface Ruling {
  readonly actor: string;
  readonly reason: string;
  readonly agency: string;
}

/** 裁定: the named agency has it for good. Throws `invalid-fields` for an agency that does not exist. */
export function ruleUpon(sheet: TicketSheet, { task }: OpenRequest, ruling: Ruling): void {
  const agency = sheet.rulebook.agencies.find(ruling.agency);
  if (!agency) {
    const message = 'must be the code of an agency of agencies.yml';
    throw new Problem('invalid-fields', `$.agency: ${message}`, { errors: [{ path: '$.agency', message }] });
  }
  if (agency.code === task.agency) keep(sheet, task, ruling);
  else handOver(sheet, task, agency, ruling);
  endRuling(sheet, 'meet');
}

/** It is theirs after all. */
function keep(sheet: TicketSheet, task: Task, { actor, reason, agency }: Ruling): void {
  task.bound = true;
  const back = task.state === 'return-requested' ? { to: task.stateBefore ?? ('handling' as const) } : {};
  sheet.step({ act: 'ruled', actor, task: { id: task.id, ...back }, reason, data: { agency } });
  settleOfTask(sheet, task, actor, reason, ['ruling-due', 'objection']);
  sheet.answer(task, { to: 'return', granted: false, opinion: reason });
}

function handOver(sheet: TicketSheet, old: Task, agency: Agency, { actor, reason }: Ruling): void {
  sheet.moveTask(old, 'returned');
  old.superseded = true;
  const inHand = sheet.currentTasks.find((task) => task.agency === agency.code && !taskFlow.states[task.state].final);
  const task = inHand ? leftTo(sheet, inHand, old, reason) : handedTo(sheet, agency, old, reason);
  const data = { agency: agency.code, before: old.agency, replaced: [old.id] };
  sheet.step({ act: 'ruled', actor, task: { id: task.id }, reason, data });
  settleOfTask(sheet, old, actor, reason, ['ruling-due', 'objection']);
  endRuling(sheet, 'meet');
  endRequests(sheet, old, actor, reason);
  sheet.answer(old, { to: 'return', granted: true, opinion: reason });
  sheet.request(inHand ? 'reminder' : task.kind, task);
}

/** A member of the joint enforcement (联合执法) that has its own part in hand has this one, too. */
function leftTo({ ticket }: TicketSheet, task: Task, old: Task, instruction: string): Task {
  Object.assign(task, { bound: true, instruction });
  if (old.role === 'lead') {
    task.role = 'lead';
    if (ticket.joint) ticket.joint = { ...ticket.joint, lead: task.agency };
  }
  return task;
}

function handedTo(sheet: TicketSheet, agency: Agency, old: Task, instruction: string): Task {
  const { ticket, now } = sheet;
  const task = newTask({
    ticketId: ticket.id,
    number: sheet.tasks.length + 1,
    round: ticket.round,
    role: old.role,
    agency,
    legalBasis: old.legalBasis ?? undefined,
    instruction,
    bound: true,
    now,
  });
  if (ticket.joint) conveneMember(sheet, task, ticket.joint);
  sheet.addTask(task);
  return task;
}
