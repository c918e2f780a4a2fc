import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';
import type { BreakerState } from '../domain/breaker.js';

/** Who works a platform, and whether the platform is well. The id is the platform's code. */
@Entity('delivery_lane')
export class DeliveryLane {
  @PrimaryColumn({ type: 'varchar', length: 32 }) id: string;
  @Column({ type: 'int' }) version: number;
  /** The worker that has it; null when it was given back. */
  @Column({ type: 'varchar', length: 36, nullable: true }) owner: string | null;
  /** Raised whenever the lane changes hands: what an earlier owner writes afterwards is refused. */
  @Column({ type: 'int' }) token: number;
  /** Wall clock: whether a process is alive is not a matter of the mechanism's time. */
  @Column(timeColumn({ name: 'leased_until', nullable: true })) leasedUntil: Date | null;
  @Column({ type: 'varchar', length: 16 }) breaker: BreakerState;
  /** Failures in a row. */
  @Column({ type: 'int' }) failures: number;
  @Column(timeColumn({ name: 'open_until', nullable: true })) openUntil: Date | null;
}
