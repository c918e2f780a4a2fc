import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock, Health, Loop } from '#libs/runtime';
import { inTransaction, insertRows, isDuplicate } from '#libs/store';
import { GroupPaused } from '../group-paused.js';
import { OperatorActs, type Operator } from './operator-acts.js';
import { ALL_TYPES, PauseRow } from './pause-row.entity.js';

/** An order to rest reaches every process within this time and a batch. */
const LOOK_EVERY = 1_000;

interface Standing {
  readonly row: PauseRow;
  readonly resumed: Promise<void>;
  resume(): void;
}

/**
 * Which groups shall rest, all or one message type of them: rows, so that every process obeys, and still does after a restart.
 * A paused group keeps its partitions; its messages wait in the log.
 */
@Injectable()
export class Pauses implements BeforeApplicationShutdown {
  private readonly standing = new Map<string, Standing>();
  private readonly loop = new Loop('bus pauses', () => this.look(), LOOK_EVERY);

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly acts: OperatorActs,
    health: Health,
  ) {
    health.add('paused', () => Promise.resolve(this.note()));
  }

  /** To be awaited before the first batch: a process that starts must not handle what shall rest. */
  async begin(): Promise<void> {
    await this.look();
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Throws GroupPaused while messages of that group and type shall rest. */
  check(group: string, messageType: string): void {
    const standing = this.standing.get(keyOf(group, ALL_TYPES)) ?? this.standing.get(keyOf(group, messageType));
    if (standing) throw new GroupPaused(standing.resumed);
  }

  rests(group: string, messageType: string): boolean {
    return this.standing.has(keyOf(group, ALL_TYPES)) || this.standing.has(keyOf(group, messageType));
  }

  async list(): Promise<PauseRow[]> {
    return this.dataSource.getRepository(PauseRow).find({ order: { group: 'ASC', messageType: 'ASC' } });
  }

  /**
   * Resolves to the pause that stands now: an older one keeps its author and reason.
   * @param messageType all types of the group when it is left out
   */
  async pause(group: string, messageType: string | undefined, operator: Operator): Promise<PauseRow> {
    const type = messageType ?? ALL_TYPES;
    const { actor: pausedBy, reason } = operator;
    const values = { group, messageType: type, pausedBy, reason, pausedAt: this.clock.now() };
    try {
      await inTransaction(this.dataSource, async (manager) => {
        await insertRows(manager, PauseRow, [Object.assign(new PauseRow(), values)]);
        await this.acts.write(manager, 'pause', { group, messageType: type }, operator);
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    await this.look();
    return this.standing.get(keyOf(group, type))?.row ?? Object.assign(new PauseRow(), values);
  }

  /** False when there was no such pause. */
  async resume(group: string, messageType: string | undefined, operator: Operator): Promise<boolean> {
    const type = messageType ?? ALL_TYPES;
    const ended = await inTransaction(this.dataSource, async (manager) => {
      const { affected } = await manager.delete(PauseRow, { group, messageType: type });
      if (!affected) return false;
      await this.acts.write(manager, 'resume', { group, messageType: type }, operator);
      return true;
    });
    await this.look();
    return ended;
  }

  /** While the database is away, what was known holds: nothing could be handled anyway. */
  private async look(): Promise<number> {
    const rows = new Map((await this.list()).map((row) => [keyOf(row.group, row.messageType), row]));
    for (const [key, standing] of this.standing) {
      if (rows.has(key)) continue;
      this.standing.delete(key);
      standing.resume();
    }
    for (const [key, row] of rows) if (!this.standing.has(key)) this.standing.set(key, standingOf(row));
    return LOOK_EVERY;
  }

  private note(): { note: string } | undefined {
    const rows = [...this.standing.values()].map(({ row }) => row);
    if (rows.length === 0) return undefined;
    const texts = rows.map(
      ({ group, messageType, pausedBy, reason, pausedAt }) =>
        `${group}${messageType === ALL_TYPES ? '' : ` (${messageType})`} since ${pausedAt.toISOString()} by ${pausedBy}: ${reason}`,
    );
    return { note: `paused by an operator: ${texts.join('; ')}` };
  }
}

function standingOf(row: PauseRow): Standing {
  const { promise: resumed, resolve: resume } = Promise.withResolvers<void>();
  return { row, resumed, resume };
}

function keyOf(group: string, messageType: string): string {
  return `${group} ${messageType}`;
}
