import type { Attachment } from '#libs/contracts';
import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An investigation (调查): what was found on the spot for a task. Written once, never changed. */
@Entity('ticketing_investigation')
export class Investigation {
  @PrimaryColumn({ name: 'ticket_id', type: 'varchar', length: 26 }) ticketId: string;
  /** Revision of the ticket whose step it is. */
  @PrimaryColumn({ type: 'int' }) version: number;
  @Column({ name: 'task_id', type: 'varchar', length: 31 }) taskId: string;
  @Column({ type: 'varchar', length: 64 }) agency: string;
  /** When they were there. */
  @Column(timeColumn({ name: 'found_at' })) foundAt: Date;
  @Column({ type: 'varchar', length: 200, nullable: true }) place: string | null;
  @Column({ type: 'text' }) finding: string;
  @Column({ type: 'json', nullable: true }) pictures: Attachment[] | null;
  /** Who was there, as the agency calls them. */
  @Column({ type: 'varchar', length: 100 }) investigator: string;
  /** Account or platform that wrote it down. */
  @Column({ name: 'recorded_by', type: 'varchar', length: 100 }) recordedBy: string;
  @Column(timeColumn({ name: 'recorded_at' })) recordedAt: Date;
}
