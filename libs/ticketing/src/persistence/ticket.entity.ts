import type { Attachment, Entrance, Grade, Place, PublicStatus } from '#libs/contracts';
import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Closing, JointEnforcement, Minutes } from '../domain/joint-enforcement.js';
import type { RoutingRecord } from '../domain/routing.js';
import type { TicketState } from '../domain/ticket.flow.js';

/** A ticket (工单): our case for one event. */
@Entity('ticketing_ticket')
export class Ticket {
  /** Minted by intake from (source, epoch, event id). */
  @PrimaryColumn({ type: 'varchar', length: 26 }) id: string;
  /** The row's lock counter; what people and messages call the version is `revision`. */
  @Column({ type: 'int' }) version: number;
  /** Number of its last history row: 1..n. */
  @Column({ type: 'int' }) revision: number;
  /** What people read: `371402-20261125-000123`. */
  @Column({ type: 'varchar', length: 32 }) number: string;
  @Column({ type: 'varchar', length: 32 }) source: string;
  @Column({ name: 'event_id', type: 'varchar', length: 128 }) eventId: string;
  @Column({ name: 'content_hash', type: 'varchar', length: 64 }) contentHash: string;
  @Column({ type: 'varchar', length: 8 }) entrance: Entrance;
  @Column({ type: 'varchar', length: 16 }) state: TicketState;
  /** Revision at which it came into this state. */
  @Column({ name: 'state_since', type: 'int' }) stateSince: number;
  /** What platforms see of the state. */
  @Column({ type: 'varchar', length: 24 }) status: PublicStatus;
  @Column({ type: 'varchar', length: 16 }) grade: Grade;
  @Column({ type: 'varchar', length: 200 }) title: string;
  @Column({ type: 'text' }) description: string;
  @Column({ type: 'varchar', length: 100, nullable: true }) category: string | null;
  /** Item of the responsibility list: the one that decided, else the one the source named. */
  @Column({ type: 'varchar', length: 64, nullable: true }) item: string | null;
  @Column({ name: 'item_name', type: 'varchar', length: 200, nullable: true }) itemName: string | null;
  @Column({ type: 'varchar', length: 64, nullable: true }) scene: string | null;
  @Column({ type: 'json', nullable: true }) place: Place | null;
  @Column({ name: 'reporter_sealed', type: 'text', nullable: true }) reporterSealed: string | null;
  @Column({ name: 'reporter_index', type: 'varchar', length: 64, nullable: true }) reporterIndex: string | null;
  @Column({ type: 'json', nullable: true }) attachments: Attachment[] | null;
  @Column({ type: 'json', nullable: true }) remarks: string[] | null;
  @Column({ name: 'registered_by', type: 'varchar', length: 64, nullable: true }) registeredBy: string | null;
  /** Why it went where it went; null when no item decided. */
  @Column({ type: 'json', nullable: true }) routing: RoutingRecord | null;
  /** Platforms beside the source that are told about its progress. */
  @Column({ name: 'report_to', type: 'json', nullable: true }) reportTo: string[] | null;
  @Column({ type: 'boolean', nullable: true }) solved: boolean | null;
  /** 好差评: 5 = very satisfied … 1 = very dissatisfied. */
  @Column({ type: 'int', nullable: true }) satisfaction: number | null;
  @Column(timeColumn({ name: 'occurred_at', nullable: true })) occurredAt: Date | null;
  @Column(timeColumn({ name: 'reported_at', nullable: true })) reportedAt: Date | null;
  @Column(timeColumn({ name: 'received_at' })) receivedAt: Date;
  @Column(timeColumn({ name: 'opened_at' })) openedAt: Date;
  /** When a task of it was first accepted by its platform. */
  @Column(timeColumn({ name: 'dispatched_at', nullable: true })) dispatchedAt: Date | null;
  @Column(timeColumn({ name: 'resolved_at', nullable: true })) resolvedAt: Date | null;
  @Column(timeColumn({ name: 'closed_at', nullable: true })) closedAt: Date | null;
  @Column(timeColumn({ name: 'changed_at' })) changedAt: Date;

  /** The ticket that it was merged into (合并), as long as it is. */
  @Column({ name: 'merged_into', type: 'varchar', length: 26, nullable: true }) mergedInto: string | null;
  /** How many were ever merged into this one: with none, nobody looks for them. */
  @Column({ name: 'merged_here', type: 'int' }) mergedHere: number;

  /** 1, and one more for each redo round (重办). */
  @Column({ type: 'int' }) round: number;
  /** 联合执法 of this ticket; null where one agency settles it. */
  @Column({ type: 'json', nullable: true }) joint: JointEnforcement | null;
  /** Of the last round that had a joint enforcement. */
  @Column({ type: 'json', nullable: true }) minutes: Minutes | null;
  /** Revisits of this round in vain. */
  @Column({ name: 'revisit_tries', type: 'int' }) revisitTries: number;
  /** Code of the outcome of this round's revisit; null while nobody has asked. */
  @Column({ name: 'revisit_outcome', type: 'varchar', length: 24, nullable: true }) revisitOutcome: string | null;
  /** With what it was closed last. */
  @Column({ type: 'json', nullable: true }) closing: Closing | null;
  /** Same item, same place: see `spotKey`. */
  @Column({ name: 'spot_key', type: 'varchar', length: 32, nullable: true }) spotKey: string | null;
  /** When the same was opened anew after it had been closed: that speaks against its closing. */
  @Column(timeColumn({ name: 'recurred_at', nullable: true })) recurredAt: Date | null;

  /** Returns (退单) of this round that were followed. */
  @Column({ name: 'return_count', type: 'int' }) returnCount: number;

  /** How many notices (督办件) were ever issued: with none, nobody looks for them. */
  @Column({ type: 'int' }) notices: number;
  /** After this moment a rung of the ladder is due, or a receipt; null when nothing is. */
  @Column(timeColumn({ name: 'supervise_at', nullable: true })) superviseAt: Date | null;
}
