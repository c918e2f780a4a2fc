import { say, type OutMessage } from '#libs/bus';
import {
  deliveryRequested,
  type DeliveryPurpose,
  type PublicStatus,
  type RequestAnswer,
  type StatusReport,
} from '#libs/contracts';
import type { Rulebook } from '../domain/rulebook.js';
import type { Notice } from '../persistence/notice.entity.js';
import type { Task } from '../persistence/task.entity.js';
import type { Ticket } from '../persistence/ticket.entity.js';
import type { TicketClocks } from './deadlines/ticket-clocks.js';
import { snapshotOfDelivery, type ToldBeside } from './snapshots.js';
import { changedMessage, type Step } from './ticket-step.js';

/** As much of a ticket's sheet as is needed to tell of it. */
export interface ToldOf {
  readonly ticket: Ticket;
  readonly clocks: TicketClocks;
  readonly rulebook: Rulebook;
  readonly now: Date;
}

/** An answer to what an agency asked for; `until` is the new end, where there is one. */
export type TaskAnswer = Omit<RequestAnswer, 'until'> & { until?: Date | undefined };

/** What is said of one ticket while a decision is made: that it changed, and what platforms are to be told. */
export class TicketTellings {
  readonly messages: OutMessage[] = [];
  /** Of the present revision: with it they stand in the id of each. */
  private deliveries = 0;

  constructor(private readonly of: ToldOf) {}

  /** A step was taken: deliveries are counted anew with the revision it made. */
  changed(step: Step, previous: PublicStatus | undefined): void {
    this.deliveries = 0;
    this.messages.push(changedMessage(this.of.ticket, step, previous, this.of.now));
  }

  request(purpose: DeliveryPurpose, task: Task): void {
    this.deliver(task.platform, purpose, { task });
  }

  answer(task: Task, { until, ...told }: TaskAnswer): void {
    const answer = { ...told, ...(until && { until: until.toISOString() }) };
    this.deliver(task.platform, 'answer', { task, answer });
  }

  /** 督办: tells the agency of the task its notice; the id of that delivery. */
  supervise(task: Task, notice: Notice, purpose: 'reminder' | 'supervision'): string {
    const { id, rung, name, text, receiptBy } = notice;
    const supervision = { notice: id, rung, name, text, ...(receiptBy && { receiptBy: receiptBy.toISOString() }) };
    return this.deliver(task.platform, purpose, { task, supervision });
  }

  /** 各流程信息报送: to the source and to every platform that the rule names, as far as they want that status. */
  report(step: Step, task: Task | undefined): void {
    const { ticket, rulebook, now } = this.of;
    const listeners = new Set([ticket.source, ...(ticket.reportTo ?? [])]);
    const report: StatusReport = {
      status: ticket.status,
      at: now.toISOString(),
      ...(task === undefined ? {} : { agency: task.agency }),
      ...step.report,
    };
    for (const platform of listeners)
      if (rulebook.wants(platform, ticket.status)) this.deliver(platform, 'report', { report });
  }

  private deliver(platform: string, purpose: DeliveryPurpose, what: { task?: Task } & ToldBeside): string {
    const { ticket, now } = this.of;
    this.deliveries += 1;
    const body = {
      deliveryId: `${ticket.id}.${ticket.revision}.${this.deliveries}`,
      platform,
      purpose,
      ...snapshotOfDelivery(ticket, { ...what, ...this.limitsTold(what.task) }),
      requestedAt: now.toISOString(),
    };
    this.messages.push(say(deliveryRequested, body, ticket.revision));
    return body.deliveryId;
  }

  /** Until when the agency of that task has to sign, and the ticket has to be settled. */
  private limitsTold(task: Task | undefined): { signBy?: Date; finishBy?: Date } {
    const { clocks } = this.of;
    const signBy = task && clocks.running('sign', task)?.endsAt;
    const finishBy = clocks.running('finish')?.endsAt;
    return { ...(signBy && { signBy }), ...(finishBy && { finishBy }) };
  }
}
