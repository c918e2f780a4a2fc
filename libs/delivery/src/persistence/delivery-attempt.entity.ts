import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';
import type { AttemptOutcomeKind } from '../domain/attempt-outcome.js';

/** One request of a delivery, and what it came to. That one was started stands in the delivery; this is written when it ended. */
@Entity('delivery_attempt')
export class DeliveryAttempt {
  /** Delivery id, `.s` and the send's number; a look-up after it adds `.l` and its own. */
  @PrimaryColumn({ type: 'varchar', length: 80 }) id: string;
  @Column({ name: 'delivery_id', type: 'varchar', length: 64 }) deliveryId: string;
  /** Number of the send, from 1. */
  @Column({ type: 'int' }) number: number;
  /** 0 for the send itself, else number of the look-up after it. */
  @Column({ name: 'look_up', type: 'int' }) lookUp: number;
  @Column(timeColumn({ name: 'started_at' })) startedAt: Date;
  @Column(timeColumn({ name: 'ended_at' })) endedAt: Date;
  @Column({ type: 'varchar', length: 16 }) outcome: AttemptOutcomeKind;
  @Column({ type: 'varchar', length: 1000, nullable: true }) detail: string | null;
  /** Masked, at most 8 KiB; null when the process died with it. */
  @Column({ type: 'text', nullable: true }) request: string | null;
  @Column({ type: 'text', nullable: true }) reply: string | null;
}
