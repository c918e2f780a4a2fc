import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';

/** That a platform calls our ticket or task by a number of its own. Pairs are kept; the latest `since` counts. */
@Entity('delivery_reference')
export class DeliveryReference {
  /** The four parts below, separated by spaces. */
  @PrimaryColumn({ type: 'varchar', length: 255 }) id: string;
  @Column({ type: 'int' }) version: number;
  /** `<platform> <our id>`: both ids of ours differ in form, so the kind need not be in it. */
  @Column({ type: 'varchar', length: 80 }) ours: string;
  @Column({ type: 'varchar', length: 128 }) theirs: string;
  @Column(timeColumn({ name: 'since' })) since: Date;
}
