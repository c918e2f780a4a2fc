import { ApiProperty } from '@nestjs/swagger';
import type { ParkedKeyView as ParkedKey, ParkedMessageView as ParkedMessage } from '#libs/bus';

/** A key whose messages wait behind one that failed, or that a person holds. */
export class ParkedKeyView {
  @ApiProperty({ type: String }) group: string;
  @ApiProperty({ type: String }) topic: string;
  @ApiProperty({ type: String }) key: string;
  @ApiProperty({ type: String, enum: ['retrying', 'dead', 'held'] }) state: string;
  @ApiProperty({ type: Number, description: 'that wait' }) messages: number;
  @ApiProperty({ type: Number, description: 'delayed tries that the first one has had' }) tries: number;
  @ApiProperty({ type: String, format: 'date-time', required: false, description: 'of the next try' }) dueAt?: string;
  @ApiProperty({ type: String, required: false, description: 'of the last failure' }) reason?: string;
  @ApiProperty({ type: String, required: false }) fingerprint?: string;
  @ApiProperty({ type: String, format: 'date-time', required: false }) firstFailedAt?: string;
  @ApiProperty({ type: String, format: 'date-time', required: false }) lastFailedAt?: string;
  @ApiProperty({ type: String, format: 'date-time', required: false, description: 'since when the oldest waits' })
  oldestAt?: string;
  @ApiProperty({ type: String, required: false, description: 'account that acted last' }) actedBy?: string;
  @ApiProperty({ type: String, required: false }) actedWhy?: string;
  @ApiProperty({ type: String, format: 'date-time', required: false }) actedAt?: string;
}

export class ParkedKeyPage {
  @ApiProperty({ type: [ParkedKeyView] }) items: ParkedKeyView[];
  @ApiProperty({ type: String, required: false, description: 'absent on the last page' }) nextCursor?: string;
}

/** A message that waits with its key; the first one is the one that failed. */
export class ParkedMessageView {
  @ApiProperty({ type: String }) messageId: string;
  @ApiProperty({ type: String }) topic: string;
  @ApiProperty({ type: Number }) partition: number;
  @ApiProperty({ type: Number }) offset: number;
  @ApiProperty({ type: String, format: 'date-time' }) parkedAt: string;
  @ApiProperty({ type: String, required: false, description: 'the dead letter that it is' }) deadLetterId?: string;
  @ApiProperty({ type: String, required: false, description: 'the replay that brought it' }) replayId?: string;
}

export class ParkedMessagePage {
  @ApiProperty({ type: [ParkedMessageView] }) items: ParkedMessageView[];
  @ApiProperty({ type: String, required: false, description: 'absent on the last page' }) nextCursor?: string;
}

export function parkedKeyView(key: ParkedKey): ParkedKeyView {
  return {
    group: key.group,
    topic: key.topic,
    key: key.key,
    state: key.state,
    messages: key.messages,
    tries: key.tries,
    ...moment('dueAt', key.dueAt),
    ...(key.reason === null ? {} : { reason: key.reason }),
    ...(key.fingerprint === null ? {} : { fingerprint: key.fingerprint }),
    ...moment('firstFailedAt', key.firstFailedAt),
    ...moment('lastFailedAt', key.lastFailedAt),
    ...moment('oldestAt', key.oldestAt),
    ...(key.actedBy === null ? {} : { actedBy: key.actedBy }),
    ...(key.actedWhy === null ? {} : { actedWhy: key.actedWhy }),
    ...moment('actedAt', key.actedAt),
  };
}

export function parkedMessageView(message: ParkedMessage): ParkedMessageView {
  const { messageId, topic, partition, offset, parkedAt, deadLetterId, replayId } = message;
  return {
    messageId,
    topic,
    partition,
    offset,
    parkedAt: parkedAt.toISOString(),
    ...(deadLetterId === null ? {} : { deadLetterId }),
    ...(replayId === null ? {} : { replayId }),
  };
}

function moment<N extends string>(name: N, time: Date | null): Partial<Record<N, string>> {
  return time ? ({ [name]: time.toISOString() } as Partial<Record<N, string>>) : {};
}
