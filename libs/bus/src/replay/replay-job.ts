import { randomUUID } from 'node:crypto';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Jobs, Loop } from '#libs/runtime';
import { writeTime } from '#libs/store';
import { ParkedSignal } from '../parked/parked-signal.js';
import { ReplayWork } from './replay-work.js';

/** A look without being woken: a run may have been started in another process. */
const LOOK_EVERY = 5_000;
const OWN_FOR = 30_000;
/** One who owns a run for longer than anybody can had it before the clock was put back. */
const OWN_AT_MOST = 90_000;
const FREE = 'owner IS NULL OR owner = ? OR owner_until < ? OR owner_until > ?';
/** The rate is kept by small portions. */
const PORTIONS_A_SECOND = 4;

/** Works the runs of replays off, one process at a time each; whichever process is there goes on with one that was left. */
@Injectable()
export class ReplayJob implements BeforeApplicationShutdown {
  private readonly owner = randomUUID();
  private readonly loop = new Loop('replay', () => this.turn());

  constructor(
    private readonly dataSource: DataSource,
    private readonly work: ReplayWork,
    private readonly signal: ParkedSignal,
    jobs: Jobs,
  ) {
    jobs.add(() => this.loop.start());
  }

  wake(): void {
    this.loop.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async turn(): Promise<number> {
    const run = await this.mine();
    if (!run) return LOOK_EVERY;
    const dealtWith = await this.work.portion(run.id, Math.max(1, Math.round(run.rate / PORTIONS_A_SECOND)));
    if (dealtWith === 0) {
      await this.end(run.id);
      return 0;
    }
    this.signal.changed();
    return (dealtWith / run.rate) * 1_000;
  }

  /** The oldest run that nobody else has, for a while. */
  private async mine(): Promise<{ id: string; rate: number } | undefined> {
    const now = new Date();
    const free = [this.owner, writeTime(now), writeTime(new Date(now.getTime() + OWN_AT_MOST))];
    const runs = (await this.dataSource.query(
      `SELECT id, rate FROM bus_replay WHERE state = 'running' AND (${FREE}) ORDER BY started_at LIMIT 1`,
      free,
    )) as { id: string; rate: number }[];
    const [run] = runs;
    if (!run) return undefined;
    await this.dataSource.query(
      `UPDATE bus_replay SET owner = ?, owner_until = ? WHERE id = ? AND state = 'running' AND (${FREE})`,
      [this.owner, writeTime(new Date(now.getTime() + OWN_FOR)), run.id, ...free],
    );
    const owned = (await this.dataSource.query('SELECT id FROM bus_replay WHERE id = ? AND owner = ?', [
      run.id,
      this.owner,
    ])) as unknown[];
    return owned.length > 0 ? { id: run.id, rate: Number(run.rate) } : undefined;
  }

  private async end(id: string): Promise<void> {
    await this.dataSource.query(
      "UPDATE bus_replay SET state = 'done', ended_at = ? WHERE id = ? AND state = 'running'",
      [writeTime(new Date()), id],
    );
  }
}
