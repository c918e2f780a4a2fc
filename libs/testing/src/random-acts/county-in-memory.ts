import type { Circumstances, Decision } from '#libs/bus';
import {
  deliveryRequested,
  ticketChanged,
  type CallbackReceived,
  type DeliveryRequested,
  type DeliverySettled,
  type EventReceived,
  type MessageType,
  type TicketChanged,
} from '#libs/contracts';
import { Problem } from '#libs/runtime';
import { actOnTicket } from '../../../ticketing/src/actions/act-on-ticket.js';
import { ACTS } from '../../../ticketing/src/actions/acts/acts.js';
import { applyCallback } from '../../../ticketing/src/actions/apply-callback.js';
import { describeDeadlines } from '../../../ticketing/src/actions/deadlines/describe-deadlines.js';
import { fireDue } from '../../../ticketing/src/actions/deadlines/fire-due.js';
import { holdDeskItem } from '../../../ticketing/src/actions/desk/hold-desk-item.js';
import { openTicket } from '../../../ticketing/src/actions/open-ticket.js';
import { settleDelivery } from '../../../ticketing/src/actions/settle-delivery.js';
import { settleDeskItem } from '../../../ticketing/src/actions/settle-desk-item.js';
import type { Rulebook } from '../../../ticketing/src/domain/rulebook.js';
import { Audit } from '../../../ticketing/src/persistence/audit.entity.js';
import { Deadline } from '../../../ticketing/src/persistence/deadline.entity.js';
import { DeskItem } from '../../../ticketing/src/persistence/desk-item.entity.js';
import { HistoryRow } from '../../../ticketing/src/persistence/history-row.entity.js';
import { Notice } from '../../../ticketing/src/persistence/notice.entity.js';
import { Task } from '../../../ticketing/src/persistence/task.entity.js';
import { Ticket } from '../../../ticketing/src/persistence/ticket.entity.js';
import { RowsInMemory } from '../rows-in-memory.js';
import type { DeskDeed, Refusal, Standing, World } from './world.js';

const ACTOR = { actor: 'office', reason: '理由' };

/** The decisions of ticketing on rows in memory: what is tried here by the thousand, a database and HTTP are tried with by the dozen. */
export class CountyInMemory implements World {
  private readonly rows = new RowsInMemory();
  private readonly tickets: string[] = [];
  private readonly said: { type: MessageType; body: object }[] = [];

  constructor(
    readonly rulebook: Rulebook,
    public now: Date,
  ) {}

  passTo(time: Date): Promise<void> {
    this.now = time;
    this.take(fireDue({ ticketIds: this.tickets }, this.circumstances, this.rulebook));
    return Promise.resolve();
  }

  event(event: EventReceived): Promise<void> {
    if (!this.tickets.includes(event.ticketId)) this.tickets.push(event.ticketId);
    const number = () => `371402-20260209-${String(this.tickets.length).padStart(6, '0')}`;
    this.take(openTicket(event, this.circumstances, this.rulebook, number));
    return Promise.resolve();
  }

  callback(callback: CallbackReceived): Promise<void> {
    this.take(applyCallback(callback, this.circumstances, this.rulebook));
    return Promise.resolve();
  }

  settled(settled: DeliverySettled): Promise<void> {
    this.take(settleDelivery(settled, this.circumstances, this.rulebook));
    return Promise.resolve();
  }

  act(ticketId: string, name: string, body: object): Promise<Refusal> {
    const act = ACTS.find((one) => one.name === name)!;
    const order = { ...ACTOR, roles: [], ...body };
    return this.wanted(() => actOnTicket({ ticketId, act, order }, this.circumstances, this.rulebook));
  }

  desk(id: string, deed: DeskDeed): Promise<Refusal> {
    return this.wanted(() =>
      deed === 'settle'
        ? settleDeskItem({ id, ...ACTOR }, this.circumstances, this.rulebook)
        : holdDeskItem({ id, deed, roles: [], assignedTo: 'role:duty', ...ACTOR }, this.circumstances, this.rulebook),
    );
  }

  standing(ticketId: string): Promise<Standing> {
    const { rows } = this;
    return Promise.resolve({
      ticket: rows.get(Ticket, ticketId)!,
      tasks: rows.where(Task, 'ticketId', ticketId).toSorted((a, b) => a.number - b.number),
      desk: rows.where(DeskItem, 'ticketId', ticketId),
      deadlines: rows.where(Deadline, 'ticketId', ticketId),
      audits: rows.where(Audit, 'ticketId', ticketId),
      notices: rows.where(Notice, 'ticketId', ticketId),
      history: rows.where(HistoryRow, 'ticketId', ticketId).toSorted((a, b) => a.version - b.version),
    });
  }

  deliveries(ticketId: string): Promise<readonly DeliveryRequested[]> {
    const all = this.heard<DeliveryRequested>(deliveryRequested as unknown as MessageType);
    return Promise.resolve(all.filter(({ ticket }) => ticket.ticketId === ticketId));
  }

  changes(ticketId: string): Promise<readonly TicketChanged[]> {
    const all = this.heard<TicketChanged>(ticketChanged as unknown as MessageType);
    return Promise.resolve(all.filter((change) => change.ticketId === ticketId));
  }

  async ends(ticketId: string): Promise<ReadonlyMap<string, string>> {
    const { ticket, deadlines } = await this.standing(ticketId);
    const told = describeDeadlines(ticket, deadlines, this);
    return new Map(told.map(({ deadlineId, arithmetic }) => [deadlineId, lastEnd(arithmetic)]));
  }

  private heard<T>(type: MessageType): T[] {
    return this.said.filter((message) => message.type === type).map(({ body }) => body as T);
  }

  private get circumstances(): Circumstances {
    return { view: this.rows, now: this.now };
  }

  private wanted(decide: () => Decision): Promise<Refusal> {
    try {
      this.take(decide());
      return Promise.resolve(undefined);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return Promise.resolve(error.message);
    }
  }

  private take({ changes, messages = [] }: Decision): void {
    this.rows.apply(changes);
    this.said.push(...messages);
  }
}

/** The line that says when a deadline ends; the last, where extensions are reckoned one after the other. */
export function lastEnd(arithmetic: readonly string[]): string {
  return arithmetic.findLast((line) => line.startsWith('到期:')) ?? '';
}
