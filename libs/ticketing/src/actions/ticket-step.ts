import { say, type OutMessage } from '#libs/bus';
import { ticketChanged, type PublicStatus, type StatusReport } from '#libs/contracts';
import type { TaskState } from '../domain/task.flow.js';
import type { TicketState } from '../domain/ticket.flow.js';
import type { Ticket } from '../persistence/ticket.entity.js';

/** One step of a ticket, as it will stand in the history. */
export interface Step {
  readonly act: string;
  /** Account, platform or `system`. */
  readonly actor: string;
  /** Where the ticket goes; without it, where its tasks have brought it. */
  readonly to?: TicketState;
  /** True for the step that opens a closed ticket again: see `again` in the flow. */
  readonly again?: boolean;
  readonly task?: { readonly id: string; readonly to?: TaskState };
  readonly reason?: string | undefined;
  readonly data?: Record<string, unknown> | undefined;
  /** The public status of the main ticket, which a merged one shows. */
  readonly follows?: PublicStatus;
  /** What a report of this step tells beside the status. */
  readonly report?: Partial<StatusReport>;
}

/** What everybody hears of a step that was taken. */
export function changedMessage(
  ticket: Readonly<Ticket>,
  step: Step,
  previousStatus: PublicStatus | undefined,
  now: Date,
): OutMessage {
  const body = {
    ticketId: ticket.id,
    number: ticket.number,
    version: ticket.revision,
    status: ticket.status,
    ...(previousStatus === undefined ? {} : { previousStatus }),
    act: step.act,
    actor: step.actor,
    ...(step.task === undefined ? {} : { taskId: step.task.id }),
    at: now.toISOString(),
  };
  return say(ticketChanged, body, ticket.revision);
}
