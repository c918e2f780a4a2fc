import { ApiProperty } from '@nestjs/swagger';
import type { DatedRecord } from '#libs/bus';

/** A message as it stands in the log. Personal data in it is sealed, and stays so. */
export class MessageView {
  @ApiProperty({ type: String }) topic: string;
  @ApiProperty({ type: Number }) partition: number;
  @ApiProperty({ type: Number }) offset: number;
  @ApiProperty({ type: String, format: 'date-time' }) appendedAt: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'id, type, version, key, time, …' })
  envelope: DatedRecord['envelope'];
  @ApiProperty({ type: String, description: 'JSON text; base64 where the bytes are no text' }) body: string;
  @ApiProperty({ type: String, required: false, description: 'why nobody can read it, where that is so' })
  unreadable?: string;
}

export class MessagePageView {
  @ApiProperty({ type: [MessageView] }) items: MessageView[];
  @ApiProperty({
    type: String,
    required: false,
    description:
      'absent at the end of the log; present on an empty page where only a part of it was looked through yet',
  })
  nextCursor?: string;
}

export function messageView(record: DatedRecord): MessageView {
  const { topic, partition, offset, appendedAt, envelope, body, unreadable } = record;
  return {
    topic,
    partition,
    offset,
    appendedAt: appendedAt.toISOString(),
    envelope,
    body,
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}
