import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';

/** How far a pull plan of a platform has come, empty before the first pull. Moved only after what was pulled is in the log. */
@Entity('intake_cursor')
export class CursorRow {
  @PrimaryColumn({ type: 'varchar', length: 32 }) platform: string;
  /** `<kind>:<place in the platform's list of pulls>`. */
  @PrimaryColumn({ type: 'varchar', length: 32 }) plan: string;
  @Column({ name: 'next_cursor', type: 'text' }) cursor: string;
  @Column(timeColumn({ name: 'moved_at' })) movedAt: Date;
  /** Which process pulls this platform, and until when no other may; empty where none does. */
  @Column({ name: 'lease_owner', type: 'varchar', length: 64, nullable: true }) leaseOwner: string | null;
  @Column({ ...timeColumn({ name: 'lease_until' }), nullable: true }) leaseUntil: Date | null;
}
