import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsISO8601,
  IsString,
  Length,
  Matches,
  MaxLength,
} from 'class-validator';
import { Problem } from '#libs/runtime';
import type { Agency } from '../../domain/agencies.js';
import { shanghaiMinute } from '../../domain/shanghai-day.js';
import { taskFlow } from '../../domain/task.flow.js';
import type { Task } from '../../persistence/task.entity.js';
import { conveneMember, isJoint } from '../joint.js';
import { newTask } from '../new-task.js';
import { awaitsRedo, openRound } from '../open-round.js';
import { endRequests } from '../requests/end-requests.js';
import { passReturns } from '../returns/pass-returns.js';
import type { TicketSheet } from '../ticket-sheet.js';
import { withdrawTasks } from '../withdraw-tasks.js';
import { ActInput, type Act, type Order } from './act.js';
import { cameToNothing, SETTLED_BY_ASSIGNING } from './assign.act.js';
import { namedAgency } from './named-agency.js';

const FARTHEST_DAYS = 366;

export class ConveneInput extends ActInput {
  /** Codes of the agencies. Who is at work on it already stays a member. */
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  agencies: string[];
  /** Code of the one that leads, one of `agencies`. */
  @IsString() @MaxLength(64) lead: string;
  /** The appointed time, ISO 8601 with its offset, still to come. */
  @IsISO8601({ strict: true, strictSeparator: true })
  @Matches(/T.*(Z|[+-]\d{2}:\d{2})$/, { message: 'at must be a time with its offset' })
  at: string;
  @IsString() @Length(1, 200) @Matches(/\S/, { message: 'place must not be blank' }) place: string;
}

/** 召集联合执法: several agencies for one ticket, one of them leads, there and then. Again with another time, it is put off. */
export const conveneAct: Act<ConveneInput> = {
  name: 'convene',
  label: '召集联合执法',
  summary: 'Convene several agencies to one time and place; each gets a task of its own, one leads',
  input: ConveneInput,
  may: (sheet) =>
    // Until the ruling the first receiver keeps it (首接负责).
    sheet.openDeskItems('ruling-due').length === 0 &&
    (isJoint(sheet) || sheet.ticket.state === 'at-desk' || sheet.ticket.state === 'returned' || awaitsRedo(sheet)),
  apply: convene,
};

function convene(sheet: TicketSheet, order: Order<ConveneInput>): void {
  const { actor, reason, place, lead } = order;
  const agencies = order.agencies.map((code, index) => namedAgency(sheet, code, `$.agencies[${index}]`));
  if (!order.agencies.includes(lead)) throw refusal('$.lead', 'must be one of the agencies');
  const at = appointed(sheet, order.at);
  const instruction = `联合执法：由${agencies.find(({ code }) => code === lead)!.name}牵头，请于${shanghaiMinute(new Date(at))}到${place}集合。${reason}`;
  const ordered = agencies.toSorted((a, b) => Number(b.code === lead) - Number(a.code === lead));
  const redone = sheet.ticket.state === 'resolved';
  if (redone) openRound(sheet, { because: 'office', actor, reason: instruction, agencies: ordered });
  const { ticket, now } = sheet;
  ticket.joint = { round: ticket.round, lead, convenedBy: actor, convenedAt: now.toISOString(), at, place };

  const replaced = sheet.currentTasks.filter(cameToNothing);
  const passed = passReturns(sheet, replaced);
  const withdrawn = withdrawTasks(sheet, replaced);
  for (const task of replaced) task.superseded = true;
  const fresh = tasksFor(sheet, ordered, instruction);
  const earlier = sheet.currentTasks.filter((task) => !taskFlow.states[task.state].final);
  for (const task of [...earlier, ...fresh]) conveneMember(sheet, task, ticket.joint);
  for (const task of fresh) sheet.addTask(task);
  for (const task of sheet.currentTasks) task.role = task.agency === lead ? 'lead' : 'help';
  for (const task of earlier) task.instruction = instruction;
  const data = { round: ticket.round, agencies: sheet.currentTasks.map(({ agency }) => agency), lead, at, place };
  sheet.step({ act: 'convened', actor, reason, data });
  for (const task of withdrawn) sheet.request('withdrawal', task);
  for (const task of passed) sheet.answer(task, { to: 'return', granted: true, opinion: reason });
  for (const task of replaced) endRequests(sheet, task, actor, '已召集联合执法。');
  for (const task of fresh) sheet.request(task.kind, task);
  // The tasks of a round that has just begun tell the time and place themselves.
  for (const task of redone ? [] : earlier) sheet.request('reminder', task);
  sheet.settleDesk(sheet.openDeskItems(...SETTLED_BY_ASSIGNING), actor, '已召集联合执法。');
}

/** For those that have no task of it which is under way. */
function tasksFor(sheet: TicketSheet, agencies: readonly Agency[], instruction: string): Task[] {
  const { ticket, now, currentTasks } = sheet;
  const legalBasis = sheet.tasks[0]?.legalBasis ?? undefined;
  return agencies
    .filter(({ code }) => !currentTasks.some(({ agency }) => agency === code))
    .map((agency, index) => {
      const number = sheet.tasks.length + 1 + index;
      return newTask({
        ticketId: ticket.id,
        number,
        round: ticket.round,
        role: 'help',
        agency,
        legalBasis,
        instruction,
        now,
      });
    });
}

function appointed({ now }: TicketSheet, text: string): string {
  const at = new Date(text);
  const farthest = new Date(now.getTime() + FARTHEST_DAYS * 86_400_000);
  if (!(at > now)) throw refusal('$.at', 'must still be to come');
  if (at > farthest) throw refusal('$.at', `must be within ${FARTHEST_DAYS} days`);
  return at.toISOString();
}

function refusal(path: string, message: string): Problem {
  return new Problem('invalid-fields', `${path}: ${message}`, { errors: [{ path, message }] });
}
