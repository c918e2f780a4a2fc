import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * One row for all versions of the list. Whoever changes which versions are published locks it, and so does every process when
 * it reads which they are: that is what makes its knowledge good for a known while (see `ListKeeper`).
 */
@Entity('ticketing_list_head')
export class ListHead {
  @PrimaryColumn({ type: 'varchar', length: 16 }) id: string;
  /** Rises when a version is published, or withdrawn before its time. */
  @Column({ type: 'int' }) version: number;
  @Column(timeColumn({ name: 'changed_at' })) changedAt: Date;
}

export const LIST_HEAD = 'list';
