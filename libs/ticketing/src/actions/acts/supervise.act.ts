import { IsString, MaxLength } from 'class-validator';
import { addresseeOf } from '../../domain/supervision/addressee.js';
import { isSigned } from '../../domain/supervision/is-signed.js';
import { issueNotice } from '../supervision/issue-notice.js';
import type { TicketSheet } from '../ticket-sheet.js';
import { ActInput, type Act, type Order } from './act.js';
import { refusal } from './refusal.js';

export class SuperviseInput extends ActInput {
  /** The task whose agency it is about. */
  @IsString() @MaxLength(31) task: string;
  /** Code of a rung of `config/rules/supervision.yml`. */
  @IsString() @MaxLength(24) rung: string;
}

/** 督办 by the office: a rung of the ladder before its time, or again; what is above it still comes by itself, what is below does not. */
export const superviseAct: Act<SuperviseInput> = {
  name: 'supervise',
  label: '督办',
  summary: 'Issue a rung of the ladder about a task by hand; moves no status and no deadline',
  input: SuperviseInput,
  may: ({ ladder }) => ladder.climbers.length > 0,
  apply: supervise,
};

function supervise(sheet: TicketSheet, { actor, reason, task: id, rung: code }: Order<SuperviseInput>): void {
  const { rulebook, ladder } = sheet;
  const task = ladder.climbers.find((one) => one.id === id);
  if (!task) throw refusal('$.task', 'must be a task of this ticket that its agency has and has not settled');
  const rung = rulebook.ladder.find(code);
  if (!rung) {
    const codes = rulebook.ladder.rungs.map((one) => one.rung).join(', ') || 'none';
    throw refusal('$.rung', `must be a rung of config/rules/supervision.yml: ${codes}`);
  }
  const open = ladder.open.find((notice) => notice.taskId === id && notice.rung === code);
  if (open) throw refusal('$.rung', `${rung.name} of that task is open already as ${open.id}: release it first`);
  if (rung.release.includes('signed') && isSigned(task.state))
    throw refusal('$.rung', `${rung.name} asks for a signature, and the task is signed`);
  const addressee = addresseeOf(rung, task, rulebook.agencies);
  issueNotice(sheet, { task, rung, addressee, deadline: ladder.missedBy(task, rung), dueAt: null, actor, reason });
}
