import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ResponsibilityItem } from '../domain/responsibilities.js';

/** One item (事项) of one version of the responsibility list. */
@Entity('ticketing_list_item')
export class ListItem {
  /** See `listItemId`. */
  @PrimaryColumn({ type: 'varchar', length: 97 }) id: string;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'list_id', type: 'varchar', length: 32 }) listId: string;
  /** Items stand in this order; it has gaps. */
  @Column({ type: 'int' }) position: number;
  /** Taken out of the draft; the row stays, so that whoever still looks at it is told. */
  @Column({ type: 'boolean' }) removed: boolean;
  @Column({ type: 'json' }) data: ResponsibilityItem;
  @Column(timeColumn({ name: 'changed_at' })) changedAt: Date;
  @Column({ name: 'changed_by', type: 'varchar', length: 100 }) changedBy: string;
}

/** Neither the name of a version nor the code of an item holds a blank. */
export function listItemId(list: string, item: string): string {
  return `${list} ${item}`;
}
