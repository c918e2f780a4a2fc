import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';

/** A message that a group has handled: what makes a repeat have no effect. */
@Entity('bus_inbox')
export class InboxRow {
  @PrimaryColumn({ name: 'consumer_group', type: 'varchar', length: 64 }) group: string;
  @PrimaryColumn({ name: 'message_id', type: 'varchar', length: 64 }) messageId: string;
  @Column(timeColumn({ name: 'handled_at' })) handledAt: Date;
}
