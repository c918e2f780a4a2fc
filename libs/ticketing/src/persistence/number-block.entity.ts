import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the ticket numbers of one county and day are given out. */
@Entity('ticketing_number_block')
export class NumberBlock {
  /** `371402-20261125`. */
  @PrimaryColumn({ type: 'varchar', length: 16 }) id: string;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'next_number', type: 'int' }) nextNumber: number;
}
