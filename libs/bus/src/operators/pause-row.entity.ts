import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';

/** Stands instead of a message type where a whole group is meant. */
export const ALL_TYPES = '*';

/** While it stands, no process handles messages of that group and type. */
@Entity('bus_pause')
export class PauseRow {
  @PrimaryColumn({ name: 'consumer_group', type: 'varchar', length: 64 }) group: string;
  /** Name of a message type, or ALL_TYPES. */
  @PrimaryColumn({ name: 'message_type', type: 'varchar', length: 64 }) messageType: string;
  @Column({ name: 'paused_by', type: 'varchar', length: 64 }) pausedBy: string;
  @Column({ type: 'varchar', length: 500 }) reason: string;
  @Column(timeColumn({ name: 'paused_at' })) pausedAt: Date;
}
