import { timeColumn } from '#libs/store';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A request with an `Idempotency-Key` that was acted upon, so that its repeat is answered and not acted upon again. */
@Entity('ticketing_answered_request')
export class AnsweredRequest {
  /** SHA-256 of account and key, lower hex: nobody meets another account's keys. */
  @PrimaryColumn({ type: 'varchar', length: 64 }) id: string;
  @Column({ type: 'int' }) version: number;
  /** SHA-256 of method, path, `If-Match` and body, lower hex. */
  @Column({ name: 'request_hash', type: 'varchar', length: 64 }) requestHash: string;
  /** JSON of the answer; null until it has been made, and where it is empty or too large to be kept. */
  @Column({ type: 'text', nullable: true }) answer: string | null;
  @Column(timeColumn({ name: 'acted_at' })) actedAt: Date;
}
