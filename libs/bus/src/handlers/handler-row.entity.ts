import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';
import type { RecoverabilityPolicy } from '../recoverability.js';

/** A handler and the policy that is in force for it, as the process that has it said when it started last. */
@Entity('bus_handler')
export class HandlerRow {
  @PrimaryColumn({ name: 'consumer_group', type: 'varchar', length: 64 }) group: string;
  @PrimaryColumn({ name: 'message_type', type: 'varchar', length: 64 }) type: string;
  @Column({ type: 'json' }) policy: RecoverabilityPolicy;
  @Column(timeColumn({ name: 'started_at' })) startedAt: Date;
}
