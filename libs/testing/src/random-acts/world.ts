import type {
  CallbackReceived,
  DeliveryRequested,
  DeliverySettled,
  EventReceived,
  TicketChanged,
} from '#libs/contracts';
import type { Rulebook } from '../../../ticketing/src/domain/rulebook.js';
import type { Audit } from '../../../ticketing/src/persistence/audit.entity.js';
import type { Deadline } from '../../../ticketing/src/persistence/deadline.entity.js';
import type { DeskItem } from '../../../ticketing/src/persistence/desk-item.entity.js';
import type { HistoryRow } from '../../../ticketing/src/persistence/history-row.entity.js';
import type { Notice } from '../../../ticketing/src/persistence/notice.entity.js';
import type { Task } from '../../../ticketing/src/persistence/task.entity.js';
import type { Ticket } from '../../../ticketing/src/persistence/ticket.entity.js';

/** A ticket with all that belongs to it, as it is kept. */
export interface Standing {
  readonly ticket: Readonly<Ticket>;
  /** In the order of their numbers. */
  readonly tasks: readonly Readonly<Task>[];
  readonly desk: readonly Readonly<DeskItem>[];
  readonly deadlines: readonly Readonly<Deadline>[];
  readonly audits: readonly Readonly<Audit>[];
  readonly notices: readonly Readonly<Notice>[];
  /** In the order of their versions. */
  readonly history: readonly Readonly<HistoryRow>[];
}

/** What one may do with an item of the desk. */
export type DeskDeed = 'settle' | 'claim' | 'release' | 'assign';

/** Why something was refused; undefined when it was done. */
export type Refusal = string | undefined;

/** Ticketing, wherever it runs, as a story of random acts finds it. */
export interface World {
  readonly rulebook: Rulebook;
  readonly now: Date;
  /** It is that late, and everything that is due by then has been done. */
  passTo(time: Date): Promise<void>;
  event(event: EventReceived): Promise<void>;
  callback(callback: CallbackReceived): Promise<void>;
  settled(settled: DeliverySettled): Promise<void>;
  /** The office acts. */
  act(ticketId: string, act: string, body: object): Promise<Refusal>;
  desk(itemId: string, deed: DeskDeed): Promise<Refusal>;
  standing(ticketId: string): Promise<Standing>;
  /** What was asked of delivery for that ticket, in order. */
  deliveries(ticketId: string): Promise<readonly DeliveryRequested[]>;
  /** Every step that was said, in order. */
  changes(ticketId: string): Promise<readonly TicketChanged[]>;
  /** The last line of a deadline's arithmetic that names its end, by the deadline's id. */
  ends(ticketId: string): Promise<ReadonlyMap<string, string>>;
}
