import { taskIdOf } from '#libs/contracts';
import type { Agency } from '../domain/agencies.js';
import { Task } from '../persistence/task.entity.js';

export interface NewTask {
  readonly ticketId: string;
  readonly number: number;
  readonly round: number;
  readonly role: 'lead' | 'help';
  readonly agency: Agency;
  readonly helping?: readonly Agency[];
  readonly legalBasis?: string | undefined;
  readonly instruction?: string | undefined;
  /** Given by a ruling. */
  readonly bound?: boolean;
  readonly now: Date;
}

/** A task that is about to be delivered: a dispatch (派发) to a station, a call (呼叫) to a bureau. */
export function newTask(given: NewTask): Task {
  const { ticketId, number, role, agency, helping, now } = given;
  return Object.assign(new Task(), {
    id: taskIdOf(ticketId, number),
    version: 1,
    ticketId,
    number,
    kind: agency.kind === 'station' ? 'dispatch' : 'call',
    role,
    agency: agency.code,
    agencyName: agency.name,
    platform: agency.platform,
    state: 'pending',
    superseded: false,
    helpingAgencies: helping?.length ? helping.map(({ code }) => code) : null,
    legalBasis: given.legalBasis ?? null,
    instruction: given.instruction ?? null,
    outsideReference: null,
    opinion: null,
    reasonCode: null,
    returnBasis: null,
    openedAt: now,
    acceptedAt: null,
    changedAt: now,
    round: given.round,
    attendance: null,
    acknowledgedAt: null,
    arrivedAt: null,
    arrivedPlace: null,
    waiver: null,
    stateBefore: null,
    returnedAt: null,
    bound: given.bound ?? false,
  } satisfies Task);
}
