import { ApiProperty } from '@nestjs/swagger';
import type { QuarantinedItem } from '../actions/look-into-quarantine.js';

/** A quarantined item without its bytes. */
export class QuarantineView {
  @ApiProperty({ type: String, description: 'the same bytes of a platform are one item, however often they come' })
  quarantineId: string;
  @ApiProperty({ type: String }) platform: string;
  @ApiProperty({ type: String, enum: ['event', 'callback'] }) kind: 'event' | 'callback';
  @ApiProperty({ type: String, description: 'why it could not be read or mapped' }) code: string;
  @ApiProperty({ type: String }) detail: string;
  @ApiProperty({ type: String, enum: ['push', 'pull'] }) entrance: string;
  @ApiProperty({ type: String, format: 'date-time' }) receivedAt: string;
  @ApiProperty({ type: Number, description: 'bytes, as they came' }) size: number;
}

/** A page of quarantined items, newest first. */
export class QuarantinePage {
  @ApiProperty({ type: [QuarantineView] }) items: QuarantineView[];
  @ApiProperty({ type: String, required: false, description: 'absent on the last page' }) nextCursor?: string;
}

export function quarantineView(item: QuarantinedItem): QuarantineView {
  const { id, platform, kind, code, detail, entrance, receivedAt, size } = item;
  return { quarantineId: id, platform, kind, code, detail, entrance, receivedAt: receivedAt.toISOString(), size };
}
