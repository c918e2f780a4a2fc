import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';

/** One record of the embedded log. */
@Entity('bus_log')
export class LogRow {
  @PrimaryColumn({ type: 'varchar', length: 100 }) topic: string;
  @PrimaryColumn({ name: 'log_partition', type: 'int' }) partition: number;
  @PrimaryColumn({ name: 'log_offset', type: 'bigint' }) offset: number;
  @Column({ name: 'message_id', type: 'varchar', length: 64 }) messageId: string;
  @Column({ name: 'message_key', type: 'varchar', length: 200 }) messageKey: string;
  /** Bytes of envelope and body, for bounding a batch without reading it. */
  @Column({ type: 'int' }) size: number;
  /** The wall clock's time, for retention. */
  @Column(timeColumn({ name: 'appended_at' })) appendedAt: Date;
  /** CloudEvents attributes as JSON text. */
  @Column({ type: 'text' }) envelope: string;
  @Column({ type: 'text' }) body: string;
}
