import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Draft: may be edited. Published: in force from its moment until another's, and never changed again. Withdrawn: never in force. */
export const LIST_STATES = ['draft', 'published', 'withdrawn'] as const;
export type ListState = (typeof LIST_STATES)[number];

/** One version of the responsibility list (责任清单); its items are `ListItem`s. */
@Entity('ticketing_list')
export class ListVersion {
  /** Its name, never given twice: tickets keep it. */
  @PrimaryColumn({ type: 'varchar', length: 32 }) id: string;
  /** Rises with each change of it, and with each of its items. */
  @Column({ type: 'int' }) version: number;
  @Column({ type: 'varchar', length: 16 }) state: ListState;
  /** Null until it is published. */
  @Column(timeColumn({ name: 'effective_from', nullable: true })) effectiveFrom: Date | null;
  @Column({ name: 'default_township', type: 'json', nullable: true }) defaultTownship: Record<string, string> | null;
  /** What it is about, in words. */
  @Column({ type: 'varchar', length: 500, nullable: true }) note: string | null;
  /** Name of the version that it was copied from. */
  @Column({ name: 'based_on', type: 'varchar', length: 32, nullable: true }) basedOn: string | null;
  /** SHA-256 of what it was imported from, where it was. */
  @Column({ type: 'varchar', length: 64, nullable: true }) digest: string | null;
  /** Place of the next new item. */
  @Column({ name: 'next_position', type: 'int' }) nextPosition: number;
  @Column(timeColumn({ name: 'created_at' })) createdAt: Date;
  @Column({ name: 'created_by', type: 'varchar', length: 100 }) createdBy: string;
  @Column(timeColumn({ name: 'changed_at' })) changedAt: Date;
  @Column({ name: 'changed_by', type: 'varchar', length: 100 }) changedBy: string;
  /** Why it was published or withdrawn. */
  @Column({ type: 'text', nullable: true }) reason: string | null;
}
