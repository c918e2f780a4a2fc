import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { messageTypes } from '#libs/contracts';
import { allPositions } from '../consumer/position.js';
import { dltOf } from '../dead-letters/mirror.js';
import { topicOf } from '../envelope.js';
import { Handlers } from '../handlers/handlers.js';
import { Transport, type Extent } from '../transport.js';
import { ALL_TYPES, type PauseRow } from './pause-row.entity.js';
import { Pauses } from './pauses.js';
import type { GroupPartitionState, GroupState, PartitionState, TopicState } from './topic-state.js';

const RATE_SECONDS = 60;
const ONE = { maxRecords: 1, maxBytes: 1 };

/** Looking at the topics: what they are given, who hears them, and how far those are behind. Works in every process. */
@Injectable()
export class Topics {
  constructor(
    private readonly transport: Transport,
    private readonly dataSource: DataSource,
    private readonly handlers: Handlers,
    private readonly pauses: Pauses,
  ) {}

  /** Of every message type there is. */
  names(): string[] {
    return messageTypes.map(({ name }) => topicOf(name));
  }

  /** Topics that show the dead letters of others; nobody of us hears them. */
  mirrors(): string[] {
    return this.names().map(dltOf);
  }

  /** Groups by topic: those that a process has said it has, and those that have ever begun. */
  async groups(): Promise<Map<string, Set<string>>> {
    const said = (await this.handlers.list()).map(({ group, type }) => ({ group, topic: topicOf(type) }));
    const heard = [...said, ...(await allPositions(this.dataSource.manager))];
    const groups = new Map<string, Set<string>>();
    for (const { group, topic } of heard) groups.set(topic, (groups.get(topic) ?? new Set()).add(group));
    return groups;
  }

  async list(names: readonly string[] = this.names()): Promise<TopicState[]> {
    const positions = new Map(
      (await allPositions(this.dataSource.manager)).map((one) => [
        `${one.group} ${one.topic} ${one.partition}`,
        one.position,
      ]),
    );
    const [groups, pauses] = await Promise.all([this.groups(), this.pauses.list()]);
    const states: TopicState[] = [];
    // One after the other: all at once would be some hundred requests to the brokers.
    for (const topic of names) {
      const extents = await this.transport.extents(topic);
      const partitions = await Promise.all(extents.map((extent) => this.partition(topic, extent)));
      const heardBy = [...(groups.get(topic) ?? [])].toSorted();
      const hearing = await Promise.all(
        heardBy.map((group) =>
          this.group(
            topic,
            group,
            extents,
            (partition) => positions.get(`${group} ${topic} ${partition}`) ?? 0,
            pauses,
          ),
        ),
      );
      states.push({ topic, partitions, groups: hearing, perSecond: sum(partitions.map((one) => one.perSecond)) });
    }
    return states;
  }

  private async partition(topic: string, extent: Extent): Promise<PartitionState> {
    const { partition, start, end } = extent;
    const minuteAgo = new Date(Date.now() - RATE_SECONDS * 1_000);
    const from = start === end ? end : await this.transport.offsetAt(topic, partition, minuteAgo);
    return { ...extent, perSecond: Math.max(0, end - from) / RATE_SECONDS };
  }

  private async group(
    topic: string,
    group: string,
    extents: readonly Extent[],
    positionOf: (partition: number) => number,
    pauses: readonly PauseRow[],
  ): Promise<GroupState> {
    const partitions = await Promise.all(
      extents.map(async ({ partition, start, end }): Promise<GroupPartitionState> => {
        const position = positionOf(partition);
        const next = Math.max(position, start);
        if (next >= end) return { partition, position, lag: 0 };
        const [oldest] = await this.transport.read(topic, partition, next, ONE);
        return { partition, position, lag: end - next, ...(oldest ? { oldestAt: oldest.appendedAt } : {}) };
      }),
    );
    const oldest = partitions.flatMap(({ oldestAt }) => oldestAt ?? []).toSorted((a, b) => a.getTime() - b.getTime());
    const paused = pauses.find(
      (one) => one.group === group && (one.messageType === ALL_TYPES || topicOf(one.messageType) === topic),
    );
    return {
      group,
      lag: sum(partitions.map(({ lag }) => lag)),
      ...(oldest[0] ? { oldestAt: oldest[0] } : {}),
      ...(paused ? { paused } : {}),
      partitions,
    };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
