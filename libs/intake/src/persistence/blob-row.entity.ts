import { Column, Entity, PrimaryColumn } from 'typeorm';
import { timeColumn } from '#libs/store';

/** An attachment's file: when it was last brought, and whether a message may name it. */
@Entity('intake_blob')
export class BlobRow {
  /** SHA-256 of the bytes. */
  @PrimaryColumn({ type: 'varchar', length: 64 }) name: string;
  @Column(timeColumn({ name: 'kept_at' })) keptAt: Date;
  /** Written before the message is appended; from then on the file stays. */
  @Column(timeColumn({ name: 'named_at', nullable: true })) namedAt: Date | null;
}
