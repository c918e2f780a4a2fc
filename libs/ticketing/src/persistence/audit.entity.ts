import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Why a closed ticket is looked at again: its item's share, a bad rating (差评) after 结案 that was upheld, or a person's will. */
export type AuditCause = 'sampled' | 'bad-rating' | 'by-hand';

/** What 问效 finds: it stayed solved, or it is back. */
export const AUDIT_FINDINGS = { holds: '未反弹', recurred: '问题反弹' } as const;
export type AuditFinding = keyof typeof AUDIT_FINDINGS;

/** 问效 of one closing of a ticket. */
@Entity('ticketing_audit')
export class Audit {
  /** `<ticket id>.<round>.<cause>` */
  @PrimaryColumn({ type: 'varchar', length: 64 }) id: string;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'ticket_id', type: 'varchar', length: 26 }) ticketId: string;
  /** The round that had been closed. */
  @Column({ type: 'int' }) round: number;
  @Column({ type: 'varchar', length: 16 }) cause: AuditCause;
  @Column(timeColumn({ name: 'due_at' })) dueAt: Date;
  /** Null until somebody has looked. */
  @Column({ type: 'varchar', length: 16, nullable: true }) finding: AuditFinding | null;
  @Column({ type: 'text', nullable: true }) reason: string | null;
  @Column({ type: 'varchar', length: 100, nullable: true }) actor: string | null;
  @Column(timeColumn({ name: 'found_at', nullable: true })) foundAt: Date | null;
}
