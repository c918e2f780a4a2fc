import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';
import type { Envelope } from '../envelope.js';

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
  @Column(timeColumn({ name: 'failed_at' })) failedAt: Date;
}
