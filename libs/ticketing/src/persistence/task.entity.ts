import type { TaskKind } from '#libs/contracts';
import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Attendance } from '../domain/attendance.js';
import type { TaskState } from '../domain/task.flow.js';

/** A task (任务单): what one agency is asked to do for a ticket. */
@Entity('ticketing_task')
export class Task {
  /** Ticket id, hyphen, number. */
  @PrimaryColumn({ type: 'varchar', length: 31 }) id: string;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'ticket_id', type: 'varchar', length: 26 }) ticketId: string;
  @Column({ type: 'int' }) number: number;
  @Column({ type: 'varchar', length: 8 }) kind: TaskKind;
  /** The lead stands first; helpers have tasks of their own only in a joint enforcement (联合执法). */
  @Column({ type: 'varchar', length: 8 }) role: 'lead' | 'help';
  @Column({ type: 'varchar', length: 64 }) agency: string;
  @Column({ name: 'agency_name', type: 'varchar', length: 100 }) agencyName: string;
  @Column({ type: 'varchar', length: 32 }) platform: string;
  @Column({ type: 'varchar', length: 24 }) state: TaskState;
  /** True when a later task stands in its place. */
  @Column({ type: 'boolean' }) superseded: boolean;
  /** Codes of helping agencies that have no task of their own. */
  @Column({ name: 'helping_agencies', type: 'json', nullable: true }) helpingAgencies: string[] | null;
  @Column({ name: 'legal_basis', type: 'varchar', length: 500, nullable: true }) legalBasis: string | null;
  @Column({ type: 'text', nullable: true }) instruction: string | null;
  /** The platform's own number for it. */
  @Column({ name: 'outside_reference', type: 'varchar', length: 128, nullable: true }) outsideReference: string | null;
  /** What the agency last said. */
  @Column({ type: 'text', nullable: true }) opinion: string | null;
  @Column({ name: 'reason_code', type: 'varchar', length: 64, nullable: true }) reasonCode: string | null;
  @Column({ name: 'return_basis', type: 'varchar', length: 500, nullable: true }) returnBasis: string | null;
  @Column(timeColumn({ name: 'opened_at' })) openedAt: Date;
  /** When its platform was known to have it. */
  @Column(timeColumn({ name: 'accepted_at', nullable: true })) acceptedAt: Date | null;
  @Column(timeColumn({ name: 'changed_at' })) changedAt: Date;

  /** The ticket's round that it belongs to. */
  @Column({ type: 'int' }) round: number;
  /** As a member of a joint enforcement (联合执法); null elsewhere. */
  @Column({ type: 'varchar', length: 16, nullable: true }) attendance: Attendance | null;
  @Column(timeColumn({ name: 'acknowledged_at', nullable: true })) acknowledgedAt: Date | null;
  @Column(timeColumn({ name: 'arrived_at', nullable: true })) arrivedAt: Date | null;
  @Column({ name: 'arrived_place', type: 'varchar', length: 200, nullable: true }) arrivedPlace: string | null;
  /** Why nobody waits for it any more. */
  @Column({ type: 'text', nullable: true }) waiver: string | null;

  /** Where it stood when it asked for something (延期, 退单): the answer leads back there. Null while it asks for nothing. */
  @Column({ name: 'state_before', type: 'varchar', length: 24, nullable: true }) stateBefore: TaskState | null;
  /** When its last return was made. */
  @Column(timeColumn({ name: 'returned_at', nullable: true })) returnedAt: Date | null;
  /** Whether a ruling has given it to this agency: it cannot bounce any more. */
  @Column({ type: 'boolean' }) bound: boolean;
}
