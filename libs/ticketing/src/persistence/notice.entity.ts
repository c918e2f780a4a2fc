import type { DeliveryOutcome } from '#libs/contracts';
import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Why a notice is open no longer: done, signed, answered: by its rung. overtaken: a higher one went to the same addressee at
 * once, and this one was never sent. gone: the
 * task has ended otherwise, or is not with the agency any more. in-time: there is more time. office: its word.
 */
export const RELEASED_HOW = {
  done: '已办结',
  signed: '已签收',
  answered: '已反馈',
  overtaken: '同时到期，并入更高一级',
  gone: '任务已了结或已不在该单位',
  'in-time': '时限已延长',
  office: '办公室解除',
} as const;
export type ReleasedHow = keyof typeof RELEASED_HOW;

/** A notice (督办件): one rung of the ladder, issued to one addressee for one task, with what became of it. */
@Entity('ticketing_notice')
export class Notice {
  /** `<ticket id>.n<number>` */
  @PrimaryColumn({ type: 'varchar', length: 40 }) id: string;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'ticket_id', type: 'varchar', length: 26 }) ticketId: string;
  /** 1..n of the ticket. */
  @Column({ type: 'int' }) number: number;
  @Column({ name: 'task_id', type: 'varchar', length: 31 }) taskId: string;
  @Column({ type: 'int' }) round: number;
  /** Code of the rung in `config/rules/supervision.yml`. */
  @Column({ type: 'varchar', length: 24 }) rung: string;
  @Column({ type: 'varchar', length: 30 }) name: string;
  /** Whose task it is about. */
  @Column({ type: 'varchar', length: 64 }) agency: string;
  /** Code of an agency, `role:<code>`, or null for the office's own desk. */
  @Column({ type: 'varchar', length: 64, nullable: true }) addressee: string | null;
  @Column({ name: 'addressee_name', type: 'varchar', length: 100 }) addresseeName: string;
  @Column({ type: 'text' }) text: string;
  /** The deadline that was missed; null for one that the office issued without any. */
  @Column({ name: 'deadline_id', type: 'varchar', length: 64, nullable: true }) deadlineId: string | null;
  /** When the rung was reached; null by hand. */
  @Column(timeColumn({ name: 'due_at', nullable: true })) dueAt: Date | null;
  @Column(timeColumn({ name: 'issued_at' })) issuedAt: Date;
  /** Account, or `system`. */
  @Column({ name: 'issued_by', type: 'varchar', length: 100 }) issuedBy: string;
  @Column({ type: 'text' }) reason: string;
  /** Of an agency's: null where nothing went out. */
  @Column({ name: 'delivery_id', type: 'varchar', length: 64, nullable: true }) deliveryId: string | null;
  /** How that delivery ended; null while it is under way. */
  @Column({ name: 'delivery_outcome', type: 'varchar', length: 16, nullable: true })
  deliveryOutcome: DeliveryOutcome | null;
  /** Until when its receipt is expected; null where none is. */
  @Column(timeColumn({ name: 'receipt_by', nullable: true })) receiptBy: Date | null;
  /** When that had passed without one. */
  @Column(timeColumn({ name: 'unreceived_at', nullable: true })) unreceivedAt: Date | null;
  @Column(timeColumn({ name: 'received_at', nullable: true })) receivedAt: Date | null;
  /** Account or platform. */
  @Column({ name: 'received_by', type: 'varchar', length: 100, nullable: true }) receivedBy: string | null;
  @Column(timeColumn({ name: 'answered_at', nullable: true })) answeredAt: Date | null;
  @Column({ name: 'answered_by', type: 'varchar', length: 100, nullable: true }) answeredBy: string | null;
  @Column({ type: 'text', nullable: true }) answer: string | null;
  /** Nothing changes after it. */
  @Column(timeColumn({ name: 'released_at', nullable: true })) releasedAt: Date | null;
  @Column({ name: 'released_how', type: 'varchar', length: 16, nullable: true }) releasedHow: ReleasedHow | null;
  /** Account, platform or `system`. */
  @Column({ name: 'released_by', type: 'varchar', length: 100, nullable: true }) releasedBy: string | null;
  @Column({ name: 'release_reason', type: 'text', nullable: true }) releaseReason: string | null;
}

/** How far a notice is. */
export function noticeState({ releasedAt, answeredAt, receivedAt }: Notice) {
  if (releasedAt !== null) return 'released';
  if (answeredAt !== null) return 'answered';
  return receivedAt === null ? 'issued' : 'received';
}
