import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';

/**
 * A message that waits with its key. The table has one column more, `place`, which the database counts: the order in which
 * they are handled.
 */
@Entity('bus_parked')
export class ParkedRow {
  @PrimaryColumn({ name: 'consumer_group', type: 'varchar', length: 64 }) group: string;
  @PrimaryColumn({ name: 'message_key', type: 'varchar', length: 200 }) key: string;
  @PrimaryColumn({ name: 'message_id', type: 'varchar', length: 64 }) messageId: string;
  @Column({ type: 'varchar', length: 100 }) topic: string;
  @Column({ name: 'log_partition', type: 'int' }) partition: number;
  @Column({ name: 'log_offset', type: 'bigint' }) offset: number;
  /** Bytes of envelope and body, for bounding what is read at once. */
  @Column({ type: 'int' }) size: number;
  /** CloudEvents attributes as JSON text. */
  @Column({ type: 'text' }) envelope: string;
  @Column({ type: 'text' }) body: string;
  @Column(timeColumn({ name: 'parked_at' })) parkedAt: Date;
  /** The dead letter that it is, or was until it was given another try. */
  @Column({ name: 'dead_letter_id', type: 'varchar', length: 36, nullable: true }) deadLetterId: string | null;
  /** True when it was handled before and is to be handled anew: then what it says is new, too. */
  @Column({ type: 'boolean', default: false }) again: boolean;
  /** The run of a replay that brought it here. */
  @Column({ name: 'replay_id', type: 'varchar', length: 36, nullable: true }) replayId: string | null;
}
