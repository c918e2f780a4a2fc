import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeliveryPurpose } from '#libs/contracts';
import { timeColumn } from '#libs/store';
import type { DeliveryState } from '../domain/delivery-state.js';

/** One thing to be told to one platform, and how far that is. Small, since it is written at every step; the text stands in DeliveryRequest. */
@Entity('delivery_delivery')
export class Delivery {
  @PrimaryColumn({ type: 'varchar', length: 64 }) id: string;
  @Column({ type: 'int' }) version: number;
  @Column({ type: 'varchar', length: 32 }) platform: string;
  @Column({ name: 'ticket_id', type: 'varchar', length: 26 }) ticketId: string;
  @Column({ name: 'task_id', type: 'varchar', length: 40, nullable: true }) taskId: string | null;
  @Column({ type: 'varchar', length: 16 }) purpose: DeliveryPurpose;
  /** Place in the strand. */
  @Column({ type: 'int' }) place: number;
  @Column({ type: 'varchar', length: 16 }) state: DeliveryState;
  /** Platform and ticket while the delivery is open, else null: what is in a strand is found without reading what is done. */
  @Column({ name: 'open_strand', type: 'varchar', length: 64, nullable: true }) openStrand: string | null;
  /** Null while it stands behind another of its strand, while a request is on its way, and when it is settled. */
  @Column(timeColumn({ name: 'next_attempt_at', nullable: true })) nextAttemptAt: Date | null;
  /** Sends that were started. */
  @Column({ type: 'int' }) attempts: number;
  /** Look-ups since the last send. */
  @Column({ name: 'look_ups', type: 'int' }) lookUps: number;
  @Column(timeColumn({ name: 'first_attempt_at', nullable: true })) firstAttemptAt: Date | null;
  @Column(timeColumn({ name: 'last_attempt_at', nullable: true })) lastAttemptAt: Date | null;
  /** A send may have arrived, and no look-up has denied it. */
  @Column({ name: 'maybe_sent', type: 'boolean' }) maybeSent: boolean;
  /** A callback has named our task: it did arrive. */
  @Column({ type: 'boolean' }) proven: boolean;
  /** The platform named the time of the next attempt: the end of an outage does not bring it forward. */
  @Column({ name: 'asked_to_wait', type: 'boolean' }) askedToWait: boolean;
  /** The platform's number for it. */
  @Column({ type: 'varchar', length: 128, nullable: true }) reference: string | null;
  /** What the last attempt came to, in words for people. */
  @Column({ type: 'varchar', length: 1000, nullable: true }) detail: string | null;
  /** W3C trace context of the message that asked for it. */
  @Column({ type: 'varchar', length: 64, nullable: true }) traceparent: string | null;
  @Column(timeColumn({ name: 'requested_at' })) requestedAt: Date;
  @Column(timeColumn({ name: 'settled_at', nullable: true })) settledAt: Date | null;
}
