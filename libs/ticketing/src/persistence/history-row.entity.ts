import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TaskState } from '../domain/task.flow.js';
import type { TicketState } from '../domain/ticket.flow.js';

/** One step of a ticket: who did what, when and why. Written once, never changed. */
@Entity('ticketing_history')
export class HistoryRow {
  @PrimaryColumn({ name: 'ticket_id', type: 'varchar', length: 26 }) ticketId: string;
  /** 1..n without gaps: the ticket's revision after this step. */
  @PrimaryColumn({ type: 'int' }) version: number;
  @Column(timeColumn()) at: Date;
  @Column({ type: 'varchar', length: 64 }) act: string;
  /** Account, platform or `system`. */
  @Column({ type: 'varchar', length: 100 }) actor: string;
  @Column({ name: 'task_id', type: 'varchar', length: 31, nullable: true }) taskId: string | null;
  @Column({ name: 'from_state', type: 'varchar', length: 16 }) fromState: TicketState;
  @Column({ name: 'to_state', type: 'varchar', length: 16 }) toState: TicketState;
  @Column({ name: 'task_from', type: 'varchar', length: 24, nullable: true }) taskFrom: TaskState | null;
  @Column({ name: 'task_to', type: 'varchar', length: 24, nullable: true }) taskTo: TaskState | null;
  @Column({ type: 'text', nullable: true }) reason: string | null;
  @Column({ type: 'json', nullable: true }) data: Record<string, unknown> | null;
}
