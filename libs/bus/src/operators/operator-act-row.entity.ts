import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';

/** One act of an operator on the bus: who, when, what, why. Written in the transaction of the act. */
@Entity('bus_operator_act')
export class OperatorActRow {
  @PrimaryColumn({ type: 'varchar', length: 36 }) id: string;
  @Column(timeColumn({ name: 'acted_at' })) actedAt: Date;
  @Column({ type: 'varchar', length: 64 }) actor: string;
  /** e.g. `pause`. */
  @Column({ type: 'varchar', length: 32 }) act: string;
  /** What it was done to, e.g. `{"group":"ticketing"}`. */
  @Column({ type: 'json' }) target: Readonly<Record<string, unknown>>;
  @Column({ type: 'varchar', length: 500 }) reason: string;
}
