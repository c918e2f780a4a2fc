import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The `delivery-requested` of a delivery as it was heard. Written once; read when it is sent. */
@Entity('delivery_request')
export class DeliveryRequest {
  @PrimaryColumn({ name: 'id', type: 'varchar', length: 64 }) id: string;
  /** JSON of DeliveryRequested. Text, since it is parsed only where it is sent. */
  @Column({ type: 'text' }) body: string;
}
