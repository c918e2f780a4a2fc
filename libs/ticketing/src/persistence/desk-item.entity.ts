import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeskKind } from '../domain/desk-kinds.js';

/** Something that waits at the desk for a person. */
@Entity('ticketing_desk_item')
export class DeskItem {
  /** `<ticket id>.<revision>.<number>`, or `quarantine.<quarantine id>`, or `reference.<hash>`. */
  @PrimaryColumn({ type: 'varchar', length: 80 }) id: string;
  @Column({ type: 'int' }) version: number;
  @Column({ type: 'varchar', length: 32 }) kind: DeskKind;
  /** Null for what belongs to no ticket yet. */
  @Column({ name: 'ticket_id', type: 'varchar', length: 26, nullable: true }) ticketId: string | null;
  @Column({ name: 'task_id', type: 'varchar', length: 31, nullable: true }) taskId: string | null;
  /** In words, for the person. */
  @Column({ type: 'text' }) note: string;
  @Column({ type: 'json', nullable: true }) data: Record<string, unknown> | null;
  /** Whose inbox it is in: `role:<code>` or an account; null for the office. */
  @Column({ name: 'assigned_to', type: 'varchar', length: 64, nullable: true }) assignedTo: string | null;
  @Column(timeColumn({ name: 'opened_at' })) openedAt: Date;
  @Column(timeColumn({ name: 'settled_at', nullable: true })) settledAt: Date | null;
  @Column({ name: 'settled_by', type: 'varchar', length: 100, nullable: true }) settledBy: string | null;
  @Column({ type: 'text', nullable: true }) settlement: string | null;

  /** Until when it should be settled; null for those of before there were such times. */
  @Column(timeColumn({ name: 'due_at', nullable: true })) dueAt: Date | null;
  /** Township of its ticket. */
  @Column({ type: 'varchar', length: 32, nullable: true }) township: string | null;
  /** Account that works on it, until then. */
  @Column({ name: 'claimed_by', type: 'varchar', length: 100, nullable: true }) claimedBy: string | null;
  @Column(timeColumn({ name: 'claimed_until', nullable: true })) claimedUntil: Date | null;
}
