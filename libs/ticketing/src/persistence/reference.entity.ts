import type { CallbackReceived } from '#libs/contracts';
import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What one platform calls one of our tasks or tickets; also where callbacks wait that came before we knew. Callback and
 * settled delivery both make and lock this row: whoever is second applies the other's half.
 */
@Entity('ticketing_reference')
export class Reference {
  /** See `referenceId` and `ticketReferenceId`. */
  @PrimaryColumn({ type: 'varchar', length: 161 }) id: string;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'ticket_id', type: 'varchar', length: 26, nullable: true }) ticketId: string | null;
  @Column({ name: 'task_id', type: 'varchar', length: 31, nullable: true }) taskId: string | null;
  /** In the order in which they came; empty once applied. */
  @Column({ type: 'json' }) waiting: CallbackReceived[];
  /** Since when something waits; null when nothing does. */
  @Column(timeColumn({ name: 'waiting_since', nullable: true })) waitingSince: Date | null;
}
