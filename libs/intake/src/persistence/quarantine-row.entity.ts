import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';

/** Something that came in and could not be read or mapped, kept whole until a person or a mended mapping handles it. */
@Entity('intake_quarantine')
export class QuarantineRow {
  /** SHA-256 over (platform, raw bytes). */
  @PrimaryColumn({ type: 'varchar', length: 64 }) id: string;
  @Column({ type: 'varchar', length: 32 }) platform: string;
  @Column({ type: 'varchar', length: 16 }) kind: 'event' | 'callback';
  @Column({ type: 'varchar', length: 64 }) code: string;
  @Column({ type: 'varchar', length: 1000 }) detail: string;
  /** The raw bytes, sealed: they may name a reporter. */
  @Column({ type: 'blob' }) raw: Buffer;
  /** Bytes before sealing. */
  @Column({ type: 'int' }) size: number;
  @Column({ type: 'varchar', length: 8 }) entrance: string;
  @Column(timeColumn({ name: 'received_at' })) receivedAt: Date;
}
