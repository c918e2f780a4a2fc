import { ApiProperty } from '@nestjs/swagger';
import { ALL_TYPES, type GroupState, type PauseRow, type TopicState } from '#libs/bus';

/** An order to rest, as it stands. */
export class PauseView {
  @ApiProperty({ type: String }) group: string;
  @ApiProperty({ type: String, required: false, description: 'absent where the whole group rests' })
  messageType?: string;
  @ApiProperty({ type: String, description: 'account' }) by: string;
  @ApiProperty({ type: String }) reason: string;
  @ApiProperty({ type: String, format: 'date-time' }) since: string;
}

export class PausePage {
  @ApiProperty({ type: [PauseView] }) items: PauseView[];
}

export class GroupPartitionView {
  @ApiProperty({ type: Number }) partition: number;
  @ApiProperty({ type: Number, description: 'the next offset that the group will handle' }) position: number;
  @ApiProperty({ type: Number, description: 'messages that wait' }) lag: number;
  @ApiProperty({ type: String, format: 'date-time', required: false, description: 'absent where nothing waits' })
  oldestAt?: string;
}

/** A group that hears the topic. */
export class GroupView {
  @ApiProperty({ type: String }) group: string;
  @ApiProperty({ type: Number, description: 'messages that wait' }) lag: number;
  @ApiProperty({
    type: String,
    format: 'date-time',
    required: false,
    description: 'when the oldest one that waits came',
  })
  oldestAt?: string;
  @ApiProperty({ type: Number, required: false, description: 'its age' }) oldestSeconds?: number;
  @ApiProperty({ type: PauseView, required: false }) paused?: PauseView;
  @ApiProperty({ type: [GroupPartitionView] }) partitions: GroupPartitionView[];
}

export class PartitionView {
  @ApiProperty({ type: Number }) partition: number;
  @ApiProperty({ type: Number, description: 'the oldest offset that is still there' }) start: number;
  @ApiProperty({ type: Number, description: 'the offset that the next message gets' }) end: number;
  @ApiProperty({ type: Number, description: 'messages a second over the last minute' }) perSecond: number;
}

/** A topic, what it is given, and who hears it. */
export class TopicView {
  @ApiProperty({ type: String }) topic: string;
  @ApiProperty({ type: Number, description: 'that are still there' }) messages: number;
  @ApiProperty({ type: Number, description: 'over the last minute' }) perSecond: number;
  @ApiProperty({ type: [PartitionView] }) partitions: PartitionView[];
  @ApiProperty({ type: [GroupView] }) groups: GroupView[];
}

export class TopicPage {
  @ApiProperty({ type: [TopicView] }) items: TopicView[];
}

export function topicView({ topic, partitions, perSecond, groups }: TopicState, now: Date): TopicView {
  return {
    topic,
    messages: partitions.reduce((sum, { start, end }) => sum + end - start, 0),
    perSecond: rounded(perSecond),
    partitions: partitions.map((one) => ({ ...one, perSecond: rounded(one.perSecond) })),
    groups: groups.map((group) => groupView(group, now)),
  };
}

export function pauseView({ group, messageType, pausedBy, reason, pausedAt }: PauseRow): PauseView {
  return {
    group,
    ...(messageType === ALL_TYPES ? {} : { messageType }),
    by: pausedBy,
    reason,
    since: pausedAt.toISOString(),
  };
}

function groupView({ group, lag, oldestAt, paused, partitions }: GroupState, now: Date): GroupView {
  const age = oldestAt && Math.max(0, now.getTime() - oldestAt.getTime()) / 1_000;
  return {
    group,
    lag,
    ...(oldestAt ? { oldestAt: oldestAt.toISOString() } : {}),
    ...(age === undefined ? {} : { oldestSeconds: rounded(age) }),
    ...(paused ? { paused: pauseView(paused) } : {}),
    partitions: partitions.map(({ oldestAt: oldest, ...one }) => ({
      ...one,
      ...(oldest ? { oldestAt: oldest.toISOString() } : {}),
    })),
  };
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}
