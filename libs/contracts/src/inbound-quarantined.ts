import { IsDateString, IsIn, IsInt, IsString, Length, Matches, MaxLength, Min } from 'class-validator';
import { defineMessage } from './message-type.js';

/** Something came in that could not be read or mapped. Intake keeps its raw bytes until a person handles it. */
export class InboundQuarantined {
  /** SHA-256 over (platform, raw bytes), lower hex: the same bytes sent twice are one quarantined item. */
  @Matches(/^[0-9a-f]{64}$/) quarantineId: string;
  @IsString() @Length(1, 32) platform: string;
  @IsIn(['event', 'callback']) kind: 'event' | 'callback';
  /** Stable code of what is wrong. */
  @IsString() @Length(1, 64) code: string;
  /** In words for the desk; holds no personal data. */
  @IsString() @MaxLength(1000) detail: string;
  /** Bytes kept. */
  @IsInt() @Min(0) size: number;
  @IsDateString() receivedAt: string;
}

export const inboundQuarantined = defineMessage({
  name: 'inbound-quarantined',
  version: 1,
  body: InboundQuarantined,
  key: (body: InboundQuarantined) => body.quarantineId,
  saidBy: 'intake',
  summary: 'An inbound item could not be read or mapped; its raw bytes are kept.',
});
