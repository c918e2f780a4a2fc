import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Loop } from '#libs/runtime';
import { GroupPaused } from '../group-paused.js';
import type { Registration } from '../registration.js';
import { ParkedTurn } from './parked-turn.js';
import { ParkedSignal } from './parked-signal.js';
import { dueKeys, nextDue, postponeKey, type DueKey } from './parked-table.js';

/** A look without being woken: another process, or an operator there, may have made a key due. */
const LOOK_EVERY = 3_000;
const KEYS = 50;
const PUT_OFF = 5_000;

/**
 * Tries the first messages of parked keys again when they are due, and those behind them. Every process that has the handlers
 * runs one; a key's header row, locked, decides who has it.
 */
@Injectable()
export class ParkedWorker {
  private readonly log = new Logger('parked keys');
  private readonly loop = new Loop('parked keys', () => this.turn());
  private registrations: readonly Registration[] = [];
  private groups: string[] = [];
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly parkedTurn: ParkedTurn,
    signal: ParkedSignal,
  ) {
    signal.listen(() => this.loop.wake());
  }

  start(registrations: readonly Registration[]): void {
    this.registrations = registrations;
    this.stopping = false;
    this.groups = [...new Set(registrations.map(({ options }) => options.group))];
    if (this.groups.length > 0) this.loop.start();
  }

  /** Ends after the key in hand. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.loop.stop();
  }

  private async turn(): Promise<number> {
    const due = await dueKeys(this.dataSource.manager, this.groups, new Date(), KEYS);
    let worked = 0;
    for (const one of due) {
      if (this.stopping) return LOOK_EVERY;
      if (await this.work(one)) worked++;
    }
    if (worked > 0) return 0;
    const next = await nextDue(this.dataSource.manager, this.groups);
    if (!next) return LOOK_EVERY;
    // Due already and not worked on: another process has it, or the database is busy.
    return Math.min(Math.max(next.getTime() - Date.now(), 100), LOOK_EVERY);
  }

  /** One key must not hold up the others: what can't be worked on now is put off. */
  private async work(one: DueKey): Promise<boolean> {
    try {
      return await this.parkedTurn.run(this.registrations, one);
    } catch (error) {
      if (!(error instanceof GroupPaused))
        this.log.warn(
          { err: error as Error, ...one },
          `the key could not be worked on and comes again in ${PUT_OFF} ms`,
        );
      await postponeKey(this.dataSource.manager, one, new Date(Date.now() + PUT_OFF));
      return false;
    }
  }
}
