import type { RequestAnswer, StatusReport, SupervisionNotice, TaskSnapshot, TicketSnapshot } from '#libs/contracts';
import type { Task } from '../persistence/task.entity.js';
import type { Ticket } from '../persistence/ticket.entity.js';

/** A ticket as messages carry it. */
export function ticketSnapshot(ticket: Readonly<Ticket>): TicketSnapshot {
  return withoutEmpty({
    ticketId: ticket.id,
    number: ticket.number,
    version: ticket.revision,
    source: ticket.source,
    eventId: ticket.eventId,
    status: ticket.status,
    title: ticket.title,
    description: ticket.description,
    category: ticket.category ?? undefined,
    item: ticket.item ?? undefined,
    itemName: ticket.itemName ?? undefined,
    scene: ticket.scene ?? undefined,
    grade: ticket.grade,
    place: ticket.place ?? undefined,
    occurredAt: ticket.occurredAt?.toISOString(),
    receivedAt: ticket.receivedAt.toISOString(),
    reporterSealed: ticket.reporterSealed ?? undefined,
    attachments: ticket.attachments ?? undefined,
  });
}

/** Until when an agency has to have done what. */
export interface TaskLimits {
  readonly signBy?: Date;
  readonly finishBy?: Date;
}

/** A task as messages carry it. */
export function taskSnapshot(task: Readonly<Task>, { signBy, finishBy }: TaskLimits): TaskSnapshot {
  return withoutEmpty({
    taskId: task.id,
    kind: task.kind,
    agency: task.agency,
    agencyName: task.agencyName,
    helpingAgencies: task.helpingAgencies ?? undefined,
    legalBasis: task.legalBasis ?? undefined,
    instruction: task.instruction ?? undefined,
    signBy: signBy?.toISOString(),
    finishBy: finishBy?.toISOString(),
  });
}

/** Without the fields that hold nothing. */
export function withoutEmpty<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

/** What a delivery tells beside its ticket and task. */
export interface ToldBeside {
  readonly report?: StatusReport;
  readonly answer?: RequestAnswer;
  readonly supervision?: SupervisionNotice;
}

/** What a delivery carries, so that nobody needs to ask back. */
export function snapshotOfDelivery(
  ticket: Readonly<Ticket>,
  what: ToldBeside & { task?: Readonly<Task> } & TaskLimits,
): ToldBeside & { ticket: TicketSnapshot; task?: TaskSnapshot } {
  return {
    ticket: ticketSnapshot(ticket),
    ...(what.task === undefined ? {} : { task: taskSnapshot(what.task, what) }),
    ...(what.answer === undefined ? {} : { answer: withoutEmpty(what.answer) }),
    ...(what.report === undefined ? {} : { report: withoutEmpty(what.report) }),
    ...(what.supervision === undefined ? {} : { supervision: withoutEmpty(what.supervision) }),
  };
}
