import { ApiProperty } from '@nestjs/swagger';
import type { DeadLetterRow, FailureGroup } from '#libs/bus';

const STATES = ['open', 'chosen', 'replaying', 'replayed', 'skipped'];

/** A dead letter as an operator sees it in a list; without its body. */
export class DeadLetterView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String, enum: STATES }) state: string;
  @ApiProperty({ type: String, description: 'whose handler failed; `(outbox)`: too large for the log' }) group: string;
  @ApiProperty({ type: String }) topic: string;
  @ApiProperty({ type: Number }) partition: number;
  @ApiProperty({ type: Number }) offset: number;
  @ApiProperty({ type: String }) messageId: string;
  @ApiProperty({ type: String }) key: string;
  @ApiProperty({ type: String }) type: string;
  @ApiProperty({ type: String }) reason: string;
  @ApiProperty({ type: String, description: 'equal for failures of one cause' }) fingerprint: string;
  @ApiProperty({ type: Number, description: 'calls of the handler' }) tries: number;
  @ApiProperty({ type: String, format: 'date-time', description: 'the last time that it was given up' })
  failedAt: string;
}

/** What was handled, or is to be handled, in place of the original. */
export class CorrectedView {
  @ApiProperty({ type: 'object', additionalProperties: true }) envelope: object;
  @ApiProperty({ type: String }) body: string;
}

/** A dead letter whole. Personal data in its body is sealed, and stays so. */
export class DeadLetterDetail extends DeadLetterView {
  @ApiProperty({ type: 'object', additionalProperties: true }) envelope: object;
  @ApiProperty({ type: String, description: 'JSON text; base64 where the bytes are no text' }) body: string;
  @ApiProperty({ type: CorrectedView, required: false }) corrected?: CorrectedView;
  @ApiProperty({ type: String, format: 'date-time', required: false }) firstFailedAt?: string;
  @ApiProperty({ type: Number, description: 'how often it was given up: once, and once for each replay that failed' })
  failures: number;
  @ApiProperty({ type: String, required: false, description: 'the replay that took it last' }) replayId?: string;
  @ApiProperty({ type: String, format: 'date-time', required: false }) settledAt?: string;
  @ApiProperty({ type: String, required: false, description: 'account' }) settledBy?: string;
  @ApiProperty({ type: String, required: false }) settledWhy?: string;
}

export class DeadLetterPage {
  @ApiProperty({ type: Number, description: 'how many there are of that kind' }) total: number;
  @ApiProperty({ type: [DeadLetterView] }) items: DeadLetterView[];
  @ApiProperty({ type: String, required: false, description: 'absent on the last page' }) nextCursor?: string;
}

/** Failures of one cause. */
export class FailureGroupView {
  @ApiProperty({ type: String }) fingerprint: string;
  @ApiProperty({ type: String }) group: string;
  @ApiProperty({ type: String }) type: string;
  @ApiProperty({ type: Number }) count: number;
  @ApiProperty({ type: String, format: 'date-time' }) firstSeen: string;
  @ApiProperty({ type: String, format: 'date-time' }) lastSeen: string;
  @ApiProperty({ type: Number, description: 'calls of the handler, of all of them' }) tries: number;
  @ApiProperty({ type: String, description: 'the newest of them' }) sampleId: string;
  @ApiProperty({ type: String, description: 'of the newest' }) reason: string;
}

export class FailureGroupPage {
  @ApiProperty({ type: [FailureGroupView] }) items: FailureGroupView[];
}

export function deadLetterView(row: DeadLetterRow): DeadLetterView {
  return {
    id: row.id,
    state: row.state,
    group: row.group,
    topic: row.topic,
    partition: row.partition,
    offset: Number(row.offset),
    messageId: row.messageId,
    key: row.messageKey,
    type: row.messageType,
    reason: row.reason,
    fingerprint: row.fingerprint,
    tries: row.tries,
    failedAt: row.failedAt.toISOString(),
  };
}

export function deadLetterDetail(row: DeadLetterRow): DeadLetterDetail {
  const { envelope, body, correctedEnvelope, correctedBody, firstFailedAt, failures, replayId } = row;
  const { settledAt, settledBy, settledWhy } = row;
  const corrected =
    correctedBody === null
      ? undefined
      : { envelope: JSON.parse(correctedEnvelope ?? '{}') as object, body: correctedBody };
  return {
    ...deadLetterView(row),
    envelope,
    body,
    ...(corrected ? { corrected } : {}),
    ...(firstFailedAt ? { firstFailedAt: firstFailedAt.toISOString() } : {}),
    failures,
    ...(replayId === null ? {} : { replayId }),
    ...(settledAt ? { settledAt: settledAt.toISOString() } : {}),
    ...(settledBy === null ? {} : { settledBy }),
    ...(settledWhy === null ? {} : { settledWhy }),
  };
}

export function failureGroupView({ sample, firstSeen, lastSeen, ...group }: FailureGroup): FailureGroupView {
  return {
    ...group,
    firstSeen: firstSeen.toISOString(),
    lastSeen: lastSeen.toISOString(),
    sampleId: sample.id,
    reason: sample.reason,
  };
}
