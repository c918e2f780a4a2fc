import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';

/**
 * Why a key waits: `retrying` until `dueAt`, when its first message is tried again; `dead`, since its first message is a dead
 * letter and the policy holds the key; `held` by a person.
 */
export type ParkedState = 'retrying' | 'dead' | 'held';

/** Which messages wait together. */
export interface ParkedAt {
  readonly group: string;
  readonly topic: string;
  readonly key: string;
}

/**
 * While it stands, a group's messages of that key on that topic are not handled but kept behind one another: order holds, and
 * the partition goes on. Of that topic only: between topics the log promises no order, and what came too early waits for what
 * another topic brings.
 */
@Entity('bus_parked_key')
export class ParkedKeyRow {
  @PrimaryColumn({ name: 'consumer_group', type: 'varchar', length: 64 }) group: string;
  @PrimaryColumn({ type: 'varchar', length: 100 }) topic: string;
  @PrimaryColumn({ name: 'message_key', type: 'varchar', length: 200 }) key: string;
  @Column({ type: 'varchar', length: 16 }) state: ParkedState;
  /** Delayed tries that the first message has had. */
  @Column({ type: 'int' }) tries: number;
  @Column(timeColumn({ name: 'due_at', nullable: true })) dueAt: Date | null;
  /** Of the last failure. */
  @Column({ type: 'text', nullable: true }) reason: string | null;
  @Column({ type: 'varchar', length: 16, nullable: true }) fingerprint: string | null;
  @Column(timeColumn({ name: 'first_failed_at', nullable: true })) firstFailedAt: Date | null;
  @Column(timeColumn({ name: 'last_failed_at', nullable: true })) lastFailedAt: Date | null;
  /** The operator who acted last, and why. */
  @Column({ name: 'acted_by', type: 'varchar', length: 100, nullable: true }) actedBy: string | null;
  @Column({ name: 'acted_why', type: 'text', nullable: true }) actedWhy: string | null;
  @Column(timeColumn({ name: 'acted_at', nullable: true })) actedAt: Date | null;
}
