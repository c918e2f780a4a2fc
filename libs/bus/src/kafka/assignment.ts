import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { LogView } from './log-view.js';
import { lostPosition, standings, type Standing } from './lost-positions.js';

const TRY_AGAIN = 1_000;

export type Seek = (to: { topic: string; partition: number; offset: string }) => void;

/**
 * The partitions that a member has now, and how far the group has come in each: read from the database, which is the truth,
 * and told to the client whenever the group has been put together. The group's offsets in Kafka are a copy for onlookers.
 */
export class Assignment {
  private readonly log: Logger;
  private positions = new Map<string, number>();
  /** Partitions that are not handled any more by this process, and why. */
  private readonly lost = new Map<string, string>();
  /** Rises whenever the group is put together anew. */
  generation = 0;
  /** Resolves when the positions of this generation are known. */
  placed: Promise<void> = Promise.resolve();

  constructor(
    private readonly dataSource: DataSource,
    private readonly view: LogView,
    private readonly group: string,
  ) {
    this.log = new Logger(`kafka ${group}`);
  }

  /** What the group gives to this member. */
  receive(partitions: Readonly<Record<string, readonly number[]>>, seek: Seek): void {
    const generation = ++this.generation;
    this.positions = new Map();
    this.placed = this.place(generation, partitions, seek);
  }

  /** The next offset to be handled; undefined while it is not known, and where it is not to be handled at all. */
  positionOf(topic: string, partition: number): number | undefined {
    return this.positions.get(`${topic}/${partition}`);
  }

  advance(topic: string, partition: number, next: number): void {
    this.positions.set(`${topic}/${partition}`, next);
  }

  isLost(topic: string, partition: number): boolean {
    return this.lost.has(`${topic}/${partition}`);
  }

  /** A sentence for each partition that is not handled. */
  get losses(): string[] {
    return [...this.lost.values()];
  }

  /** The log gave a record that stands before our position: it has been made anew. */
  lose(topic: string, partition: number, found: number): void {
    const position = this.positionOf(topic, partition) ?? found;
    this.giveUp({ place: { group: this.group, topic, partition }, partition, position, start: 0, end: found });
  }

  private giveUp(standing: Standing): void {
    const { topic, partition } = standing.place;
    const reason = lostPosition(standing) ?? `${topic}/${partition} has been made anew`;
    this.positions.delete(`${topic}/${partition}`);
    this.lost.set(`${topic}/${partition}`, reason);
    this.log.error(reason);
  }

  private async place(
    generation: number,
    partitions: Readonly<Record<string, readonly number[]>>,
    seek: Seek,
  ): Promise<void> {
    for (const topic of Object.keys(partitions)) {
      while (generation === this.generation) {
        try {
          await this.placeTopic(generation, topic, partitions[topic] ?? [], seek);
          break;
        } catch (error) {
          this.log.warn({ err: error as Error }, `where the group stands in ${topic} can't be read yet`);
          await sleep(TRY_AGAIN, undefined, { ref: false });
        }
      }
    }
  }

  private async placeTopic(generation: number, topic: string, mine: readonly number[], seek: Seek): Promise<void> {
    const all = await standings(this.dataSource, this.view, this.group, topic);
    if (generation !== this.generation) return;
    for (const standing of all.filter(({ partition }) => mine.includes(partition))) {
      const { partition, position, start } = standing;
      if (this.isLost(topic, partition)) continue;
      if (lostPosition(standing)) {
        this.giveUp(standing);
        continue;
      }
      if (position > 0 && position < start)
        this.log.error(
          `${start - position} records of ${topic}/${partition} were removed (retention) before group ${this.group} handled them: offsets ${position} to ${start - 1}`,
        );
      const from = Math.max(position, start);
      this.positions.set(`${topic}/${partition}`, from);
      seek({ topic, partition, offset: String(from) });
    }
  }
}
