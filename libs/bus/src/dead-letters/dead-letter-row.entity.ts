import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';
import type { Envelope } from '../envelope.js';

/**
 * `open`: nobody has done anything about it. `chosen`: a run of a replay will take it. `replaying`: it waits with its key for
 * its next try. `replayed`: handled after all. `skipped`: a person has said that it is not to be handled.
 */
export type DeadLetterState = 'open' | 'chosen' | 'replaying' | 'replayed' | 'skipped';

/** A message that a group could not handle, kept whole until a person has looked at it. */
@Entity('bus_dead_letter')
export class DeadLetterRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) id: string;
  @Column({ name: 'consumer_group', type: 'varchar', length: 64 }) group: string;
  @Column({ type: 'varchar', length: 100 }) topic: string;
  @Column({ name: 'log_partition', type: 'int' }) partition: number;
  @Column({ name: 'log_offset', type: 'bigint' }) offset: number;
  @Column({ name: 'message_id', type: 'varchar', length: 64 }) messageId: string;
  @Column({ name: 'message_key', type: 'varchar', length: 200 }) messageKey: string;
  @Column({ name: 'message_type', type: 'varchar', length: 64 }) messageType: string;
  @Column({ type: 'json' }) envelope: Envelope;
  @Column({ type: 'text' }) body: string;
  @Column({ type: 'text' }) reason: string;
  /** Equal for failures of one cause. */
  @Column({ type: 'varchar', length: 16 }) fingerprint: string;
  /** Calls of the handler; 0 when the message could not be read or its rows could not be written. */
  @Column({ type: 'int' }) tries: number;
  /** The last time that it was given up. */
  @Column(timeColumn({ name: 'failed_at' })) failedAt: Date;
  @Column(timeColumn({ name: 'first_failed_at', nullable: true })) firstFailedAt: Date | null;
  @Column({ type: 'varchar', length: 16 }) state: DeadLetterState;
  /** How often it was given up: once, and once more for each replay that failed. */
  @Column({ type: 'int' }) failures: number;
  /** When, by whom and why it was replayed or skipped. */
  @Column(timeColumn({ name: 'settled_at', nullable: true })) settledAt: Date | null;
  @Column({ name: 'settled_by', type: 'varchar', length: 100, nullable: true }) settledBy: string | null;
  @Column({ name: 'settled_why', type: 'text', nullable: true }) settledWhy: string | null;
  /** The run of a replay that took it last. */
  @Column({ name: 'replay_id', type: 'varchar', length: 36, nullable: true }) replayId: string | null;
  /** What was handled in place of the original, which stays as it came. */
  @Column({ name: 'corrected_envelope', type: 'text', nullable: true }) correctedEnvelope: string | null;
  @Column({ name: 'corrected_body', type: 'text', nullable: true }) correctedBody: string | null;
}
