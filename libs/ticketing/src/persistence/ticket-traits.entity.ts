import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PlaceMarks } from '../domain/duplicates/place-marks.js';

/** What a ticket is compared and counted by: narrow, and written once with it. Only `compareAt` changes. */
@Entity('ticketing_traits')
export class TicketTraits implements PlaceMarks {
  /** The ticket's. */
  @PrimaryColumn({ type: 'varchar', length: 26 }) id: string;
  @Column({ type: 'int' }) version: number;
  @Column({ type: 'varchar', length: 32 }) source: string;
  /** After the default of its source. */
  @Column({ type: 'varchar', length: 32, nullable: true }) township: string | null;
  /** Item of the responsibility list at its opening. */
  @Column({ type: 'varchar', length: 64, nullable: true }) item: string | null;
  @Column({ name: 'longitude_e7', type: 'int', nullable: true }) longitudeE7: number | null;
  @Column({ name: 'latitude_e7', type: 'int', nullable: true }) latitudeE7: number | null;
  @Column({ type: 'varchar', length: 64, nullable: true }) cell: string | null;
  @Column({ name: 'address_key', type: 'varchar', length: 43, nullable: true }) addressKey: string | null;
  @Column({ name: 'grid_key', type: 'varchar', length: 43, nullable: true }) gridKey: string | null;
  @Column(timeColumn({ name: 'received_at' })) receivedAt: Date;
  @Column(timeColumn({ name: 'opened_at' })) openedAt: Date;
  /** When it is to be compared with those before it; null when it was, or when there is nothing to compare. */
  @Column(timeColumn({ name: 'compare_at', nullable: true })) compareAt: Date | null;
}
