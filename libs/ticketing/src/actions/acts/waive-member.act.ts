import { IsString, MaxLength } from 'class-validator';
import { Problem } from '#libs/runtime';
import { taskFlow } from '../../domain/task.flow.js';
import { isJoint } from '../joint.js';
import { endRequests } from '../requests/end-requests.js';
import type { TicketSheet } from '../ticket-sheet.js';
import { withdrawTasks } from '../withdraw-tasks.js';
import { ActInput, type Act, type Order } from './act.js';

export class WaiveInput extends ActInput {
  /** Code of the agency. */
  @IsString() @MaxLength(64) agency: string;
}

/** 免除: the office goes on without one member of a joint enforcement, by name and with a reason. */
export const waiveMemberAct: Act<WaiveInput> = {
  name: 'waive-member',
  label: '免除联合执法单位',
  summary: 'Go on without one member of the joint enforcement; its platform is told, and the minutes name it',
  input: WaiveInput,
  may: isJoint,
  apply: waiveMember,
};

function waiveMember(sheet: TicketSheet, { actor, reason, agency }: Order<WaiveInput>): void {
  const member = sheet.currentTasks.find((task) => task.agency === agency && task.state !== 'done');
  if (!member) throw refusal('no agency of that code has an open task of this ticket');
  if (sheet.currentTasks.length === 1) throw refusal('it is the last one: somebody has to settle the ticket');
  const ended = taskFlow.states[member.state].final === true;
  const toTell = withdrawTasks(sheet, [member]);
  Object.assign(member, { superseded: ended, attendance: 'waived', waiver: reason });
  const items = sheet.openDeskItems().filter(({ taskId }) => taskId === member.id);
  sheet.settleDesk(items, actor, `已免除${member.agencyName}。`);
  endRequests(sheet, member, actor, `已免除${member.agencyName}。`);
  const data: Record<string, unknown> = { agency, round: sheet.ticket.round };
  if (member.role === 'lead') data.lead = leadByNext(sheet);
  sheet.step({ act: 'member-waived', actor, task: { id: member.id }, reason, data });
  for (const task of toTell) sheet.request('withdrawal', task);
}

/** Somebody has to lead: the next in order does, until the office convenes it otherwise. */
function leadByNext({ ticket, currentTasks }: TicketSheet): string {
  const lead = currentTasks[0]!;
  lead.role = 'lead';
  ticket.joint = { ...ticket.joint!, lead: lead.agency };
  return lead.agency;
}

function refusal(message: string): Problem {
  return new Problem('invalid-fields', `$.agency: ${message}`, { errors: [{ path: '$.agency', message }] });
}
