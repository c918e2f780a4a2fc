import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What may be done with an item of the desk. */
export type DeskDeed = 'opened' | 'claimed' | 'released' | 'assigned' | 'settled';

/** Who did what with an item of the desk, and when. Written once, never changed. */
@Entity('ticketing_desk_log')
export class DeskLogRow {
  @PrimaryColumn({ name: 'item_id', type: 'varchar', length: 80 }) itemId: string;
  /** Rises with every deed. */
  @PrimaryColumn({ type: 'int' }) number: number;
  @Column(timeColumn()) at: Date;
  @Column({ type: 'varchar', length: 16 }) deed: DeskDeed;
  /** Account, platform or `system`. */
  @Column({ type: 'varchar', length: 100 }) actor: string;
  /** For assigned: an account, or `role:<code>`. */
  @Column({ name: 'assigned_to', type: 'varchar', length: 64, nullable: true }) assignedTo: string | null;
  @Column({ type: 'text', nullable: true }) reason: string | null;
}
