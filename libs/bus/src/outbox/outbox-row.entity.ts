import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';

/**
 * A message that is committed and not yet known to be in the log; the row is deleted when it is. The table has one column
 * more, `place`, which the database counts: the order in which rows were written.
 */
@Entity('bus_outbox')
export class OutboxRow {
  @PrimaryColumn({ name: 'message_id', type: 'varchar', length: 64 }) messageId: string;
  @Column({ name: 'message_key', type: 'varchar', length: 200 }) messageKey: string;
  @Column({ type: 'varchar', length: 100 }) topic: string;
  /** The version of the aggregate that said it. */
  @Column({ type: 'bigint' }) sequence: number;
  /** Bytes that it will take in the log, for bounding what is read at once. */
  @Column({ type: 'int' }) size: number;
  /** The wall clock's time. */
  @Column(timeColumn({ name: 'created_at' })) createdAt: Date;
  /** CloudEvents attributes as JSON text. */
  @Column({ type: 'text' }) envelope: string;
  @Column({ type: 'text' }) body: string;
}
