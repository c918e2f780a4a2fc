import type { CountingRules, Limit } from '#libs/worktime';
import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeadlineKind } from '../domain/deadline-kinds.js';
import type { PauseEntry } from '../domain/deadline-terms.js';

/** A time limit (时限) of a ticket or of one of its tasks, with everything it is reckoned from. */
@Entity('ticketing_deadline')
export class Deadline {
  /** `<ticket id>.<kind>.<n>`; n counts the deadlines of the ticket. */
  @PrimaryColumn({ type: 'varchar', length: 64 }) id: string;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'ticket_id', type: 'varchar', length: 26 }) ticketId: string;
  @Column({ name: 'task_id', type: 'varchar', length: 31, nullable: true }) taskId: string | null;
  @Column({ type: 'varchar', length: 24 }) kind: DeadlineKind;
  /** What people call it, where its kind has several: 责令停止. */
  @Column({ type: 'varchar', length: 30, nullable: true }) name: string | null;
  /** 1, and one more for each time the ticket was opened again. */
  @Column({ type: 'int' }) round: number;
  /** Whose hours it is counted in; null for the office's. */
  @Column({ type: 'varchar', length: 64, nullable: true }) agency: string | null;
  @Column({ name: 'time_limit', type: 'json' }) limit: Limit;
  /** Granted, in order. */
  @Column({ type: 'json' }) extensions: Limit[];
  @Column({ type: 'json', nullable: true }) rules: Partial<CountingRules> | null;
  @Column(timeColumn({ name: 'started_at' })) startedAt: Date;
  @Column({ type: 'json' }) pauses: PauseEntry[];
  /** The last moment in time; null while it is paused. */
  @Column(timeColumn({ name: 'ends_at', nullable: true })) endsAt: Date | null;
  /** The year whose days off were not known when this was reckoned. */
  @Column({ name: 'provisional_year', type: 'int', nullable: true }) provisionalYear: number | null;
  /** `met`: what it is about was done, be it late. `dropped`: nobody waits for it any more. */
  @Column({ type: 'varchar', length: 8 }) state: 'running' | 'paused' | 'met' | 'dropped';
  /** When it was met or dropped. */
  @Column(timeColumn({ name: 'met_at', nullable: true })) metAt: Date | null;
  /** When it was missed: its end, once that has passed. */
  @Column(timeColumn({ name: 'overdue_at', nullable: true })) overdueAt: Date | null;
  /** After this moment `nextStep` is due; null when nothing is. */
  @Column(timeColumn({ name: 'next_at', nullable: true })) nextAt: Date | null;
  @Column({ name: 'next_step', type: 'varchar', length: 24, nullable: true }) nextStep: string | null;
  /** The step that was last taken: `yellow`, `end`, `red` … */
  @Column({ name: 'last_step', type: 'varchar', length: 24, nullable: true }) lastStep: string | null;
  /** The last card that was given for it, `yellow` or `red`. */
  @Column({ type: 'varchar', length: 8, nullable: true }) card: 'yellow' | 'red' | null;
}
