import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';

/** A nonce that a signed request has used, recorded after what it brought was durable. */
@Entity('intake_nonce')
export class NonceRow {
  @PrimaryColumn({ type: 'varchar', length: 32 }) platform: string;
  @PrimaryColumn({ type: 'varchar', length: 128 }) nonce: string;
  @Column({ name: 'body_hash', type: 'varchar', length: 64 }) bodyHash: string;
  /** Wall clock: the window of the signature has passed by then. */
  @Column(timeColumn({ name: 'expires_at' })) expiresAt: Date;
}
