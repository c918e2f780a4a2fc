import type { Attachment, CallbackReceived } from '#libs/contracts';
import { insert } from '#libs/store';
import { Investigation } from '../persistence/investigation.entity.js';
import type { Task } from '../persistence/task.entity.js';
import type { TicketSheet } from './ticket-sheet.js';

/** What was found on the spot. */
export interface Finding {
  /** Account or platform that writes it down. */
  readonly recordedBy: string;
  /** Who was there, as the agency calls them. */
  readonly investigator: string;
  readonly foundAt: Date;
  readonly place?: string | undefined;
  readonly finding: string;
  readonly pictures?: readonly Attachment[] | undefined;
}

/** 调查: a record of its own. Whoever was there works on it: a task that was only signed is in hand from now on. */
export function investigateTask(sheet: TicketSheet, task: Task, found: Finding): void {
  const { recordedBy, investigator, foundAt, place, finding, pictures } = found;
  const begins = task.state === 'delivered' || task.state === 'signed';
  sheet.step({
    act: 'investigated',
    actor: recordedBy,
    task: { id: task.id, ...(begins ? { to: 'handling' as const } : {}) },
    reason: finding,
    data: { investigator, foundAt: foundAt.toISOString(), ...(place === undefined ? {} : { place }) },
  });
  sheet.add(
    insert(
      Investigation,
      Object.assign(new Investigation(), {
        ticketId: sheet.ticket.id,
        version: sheet.ticket.revision,
        taskId: task.id,
        agency: task.agency,
        foundAt,
        place: place ?? null,
        finding,
        pictures: pictures?.length ? pictures.map((picture) => ({ ...picture })) : null,
        investigator,
        recordedBy,
        recordedAt: sheet.now,
      } satisfies Investigation),
    ),
  );
}

/** The finding that a platform's IN_PROGRESS carries, if it does. */
export function recordFinding(sheet: TicketSheet, task: Task, callback: CallbackReceived): void {
  const { status, finding, findingPlace, platform, operator, occurredAt, receivedAt, attachments } = callback;
  if (status !== 'IN_PROGRESS' || finding === undefined) return;
  investigateTask(sheet, task, {
    recordedBy: platform,
    investigator: operator?.name ?? operator?.id ?? task.agencyName,
    foundAt: new Date(occurredAt ?? receivedAt),
    place: findingPlace,
    finding,
    pictures: attachments,
  });
}
