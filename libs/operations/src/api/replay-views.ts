import { ApiProperty } from '@nestjs/swagger';
import type { Preview, Replay } from '#libs/bus';

/** What a run would do. */
export class PreviewView {
  @ApiProperty({ type: Number, description: 'dead letters, or messages of the range' }) found: number;
  @ApiProperty({ type: Number, description: 'that would be given to their group once more' }) taken: number;
  @ApiProperty({ type: Number, description: 'dead letters that something older of their key waits before' })
  refused: number;
  @ApiProperty({ type: [String], description: 'ids of the first messages' }) sample: readonly string[];
  @ApiProperty({ type: Boolean, description: 'false: the numbers are of the beginning of a long range' })
  complete: boolean;
}

export class RefusalView {
  @ApiProperty({ type: String }) deadLetterId: string;
  @ApiProperty({ type: String }) reason: string;
}

/** A run of a replay. */
export class ReplayView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String, enum: ['running', 'done', 'stopped'] }) state: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) selection: object;
  @ApiProperty({ type: Number, description: 'messages a second' }) rate: number;
  @ApiProperty({ type: Number, description: 'given to their group once more' }) taken: number;
  @ApiProperty({ type: Number, description: 'of a range: handled before, or waiting anyway' }) passed: number;
  @ApiProperty({ type: Number, description: 'left as they were' }) refused: number;
  @ApiProperty({ type: [RefusalView], description: 'the first hundred' }) refusals: readonly RefusalView[];
  @ApiProperty({ type: String, description: 'account' }) by: string;
  @ApiProperty({ type: String }) reason: string;
  @ApiProperty({ type: String, format: 'date-time' }) startedAt: string;
  @ApiProperty({ type: String, format: 'date-time', required: false }) endedAt?: string;
}

/** With what became of what it took. */
export class ReplayDetail extends ReplayView {
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' }, description: 'its dead letters by state' })
  letters: Record<string, number>;
  @ApiProperty({ type: Number, description: 'messages that it took and that are not handled yet' }) waiting: number;
}

export class ReplayPage {
  @ApiProperty({ type: [ReplayView] }) items: ReplayView[];
  @ApiProperty({ type: String, required: false, description: 'absent on the last page' }) nextCursor?: string;
}

export function previewView({ found, taken, refused, sample, complete }: Preview): PreviewView {
  return { found, taken, refused, sample, complete };
}

export function replayView(replay: Replay): ReplayView {
  const { id, state, selection, rate, taken, passed, refused, refusals, startedBy, why, startedAt, endedAt } = replay;
  return {
    id,
    state,
    selection,
    rate,
    taken,
    passed,
    refused,
    refusals,
    by: startedBy,
    reason: why,
    startedAt: startedAt.toISOString(),
    ...(endedAt ? { endedAt: endedAt.toISOString() } : {}),
  };
}
