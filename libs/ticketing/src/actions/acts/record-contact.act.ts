import { IsString, MaxLength } from 'class-validator';
import type { TicketSheet } from '../ticket-sheet.js';
import { ActInput, type Act, type Order } from './act.js';
import { refusal } from './refusal.js';

export class ContactInput extends ActInput {
  /** The task whose agency has spoken to the resident. */
  @IsString() @MaxLength(31) task: string;
}

/** 首次联系, for agencies whose own system cannot tell it. */
export const recordContactAct: Act<ContactInput> = {
  name: 'record-contact',
  label: '首次联系登记',
  summary: 'Record that the agency of a task has spoken to the resident for the first time',
  input: ContactInput,
  may: ({ clocks }) => clocks.running('contact') !== undefined,
  apply: recordContact,
};

function recordContact(sheet: TicketSheet, { actor, reason, task: id }: Order<ContactInput>): void {
  const task = sheet.tasks.find((one) => one.id === id);
  if (!task || !sheet.clocks.running('contact', task))
    throw refusal('$.task', 'must be a task of this ticket whose agency has not spoken to the resident yet');
  sheet.clocks.meet('contact', task);
  sheet.step({
    act: 'contacted',
    actor,
    to: sheet.ticket.state,
    task: { id: task.id },
    reason,
    data: { agency: task.agency },
  });
}
