import { IsISO8601, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import { Problem } from '#libs/runtime';
import { taskFlow } from '../../domain/task.flow.js';
import { noteArrival } from '../attendance-steps.js';
import type { TicketSheet } from '../ticket-sheet.js';
import { ActInput, type Act, type Order } from './act.js';

export class ArrivalInput extends ActInput {
  /** Code of the agency that has arrived. */
  @IsString() @MaxLength(64) agency: string;
  /** When, ISO 8601 with its offset; without it, now. */
  @IsOptional()
  @IsISO8601({ strict: true, strictSeparator: true })
  @Matches(/T.*(Z|[+-]\d{2}:\d{2})$/, { message: 'at must be a time with its offset' })
  at?: string;
  @IsOptional() @IsString() @Length(1, 200) place?: string;
}

/** 到场登记: somebody of that agency is there. For agencies whose own system cannot tell it. */
export const recordArrivalAct: Act<ArrivalInput> = {
  name: 'record-arrival',
  label: '到场登记',
  summary: 'Record that an agency has arrived, when and where',
  input: ArrivalInput,
  may: ({ ended, currentTasks }) => !ended && currentTasks.length > 0,
  apply: recordArrival,
};

function recordArrival(sheet: TicketSheet, { actor, reason, agency, at, place }: Order<ArrivalInput>): void {
  const task = sheet.currentTasks.find((one) => one.agency === agency && !taskFlow.states[one.state].final);
  if (!task) throw refusal('$.agency', 'no agency of that code has an open task of this ticket');
  const arrived = at === undefined ? sheet.now : new Date(at);
  if (arrived > sheet.now) throw refusal('$.at', 'must not be to come');
  if (arrived < sheet.ticket.receivedAt) throw refusal('$.at', 'must not lie before the event was received');
  noteArrival(sheet, task, { at: arrived, place });
  const data = { agency, at: arrived.toISOString(), ...(place && { place }), attendance: task.attendance };
  sheet.step({ act: 'arrived', actor, task: { id: task.id }, reason, data });
}

function refusal(path: string, message: string): Problem {
  return new Problem('invalid-fields', `${path}: ${message}`, { errors: [{ path, message }] });
}
