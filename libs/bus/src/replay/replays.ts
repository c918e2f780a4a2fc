import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { hashOfParts } from '#libs/contracts';
import { Problem } from '#libs/runtime';
import { forUpdate, inTransaction, writeTime } from '#libs/store';
import { OperatorActs, type Operator } from '../operators/operator-acts.js';
import { Transport } from '../transport.js';
import { correctedText, type Correction } from './correction.js';
import { ReplayJob } from './replay-job.js';
import { previewOf, type Preview } from './replay-preview.js';
import { readReplay, replayOf, type Replay, type Span } from './replay-row.js';
import { spansOf } from './spans.js';
import { whereOf, type LetterSelection, type ReplaySelection } from './selection.js';

export const REPLAY_RATE = { usual: 50, most: 1_000 };

export interface ReplayOptions {
  /** Messages a second; `REPLAY_RATE.usual` when not given. */
  readonly rate?: number;
  /** Only for one dead letter, named by `deadLetterId`. */
  readonly correction?: Correction;
}

/** Handling once more what was not handled, or was handled wrongly. Every start and stop is one row in the audit. */
@Injectable()
export class Replays {
  constructor(
    private readonly dataSource: DataSource,
    private readonly transport: Transport,
    private readonly job: ReplayJob,
    private readonly acts: OperatorActs,
  ) {}

  /** What a run would do; changes nothing. */
  async preview(selection: ReplaySelection): Promise<Preview> {
    return previewOf(this.dataSource.manager, this.transport, selection);
  }

  /**
   * Starts a run. Of two starts at once each dead letter goes with one; a range that a run is reading already is refused with
   * `conflict`. Rejects with `not-found` when nothing is selected, with `invalid-fields` for a correction that can't be read.
   */
  async start(selection: ReplaySelection, operator: Operator, options: ReplayOptions = {}): Promise<Replay> {
    const rate = options.rate ?? REPLAY_RATE.usual;
    const spans = selection.kind === 'range' ? await spansOf(this.dataSource.manager, this.transport, selection) : [];
    const id = randomUUID();
    const replay = await inTransaction(this.dataSource, async (manager) => {
      const now = new Date();
      if (selection.kind === 'range') await this.refuseTwin(manager, selection);
      await this.insert(manager, { id, selection, rate, spans, operator, now });
      if (selection.kind === 'dead-letters') await this.choose(manager, id, selection, options.correction);
      await this.acts.write(manager, 'replay', { replayId: id, selection }, operator);
      return (await readReplay(manager, id)) as Replay;
    });
    this.job.wake();
    return replay;
  }

  /** Newest first; `before` is the start of the last one of the page before. */
  async list({ before, limit }: { before?: Date; limit: number }): Promise<Replay[]> {
    const rows = (await this.dataSource.query(
      `SELECT * FROM bus_replay ${before ? 'WHERE started_at < ?' : ''} ORDER BY started_at DESC, id LIMIT ?`,
      [...(before ? [writeTime(before)] : []), limit],
    )) as Record<string, unknown>[];
    return rows.map(replayOf);
  }

  /** With what became of the messages that it took. Rejects with `not-found`. */
  async one(id: string): Promise<Replay & { letters: Record<string, number>; waiting: number }> {
    const replay = await readReplay(this.dataSource.manager, id);
    if (!replay) throw new Problem('not-found', `There is no replay ${id}.`);
    const states = (await this.dataSource.query(
      'SELECT state, COUNT(*) AS n FROM bus_dead_letter WHERE replay_id = ? GROUP BY state',
      [id],
    )) as { state: string; n: unknown }[];
    const parked = (await this.dataSource.query('SELECT COUNT(*) AS n FROM bus_parked WHERE replay_id = ?', [id])) as {
      n: unknown;
    }[];
    return {
      ...replay,
      letters: Object.fromEntries(states.map(({ state, n }) => [state, Number(n)])),
      waiting: Number(parked[0]?.n ?? 0),
    };
  }

  /** What it has not dealt with yet stays as it was. Rejects with `not-found`. */
  async stop(id: string, operator: Operator): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const replay = await readReplay(manager, id, true);
      if (replay?.state !== 'running') throw new Problem('not-found', `No replay ${id} is running.`);
      const now = new Date();
      await manager.query("UPDATE bus_replay SET state = 'stopped', ended_at = ? WHERE id = ?", [writeTime(now), id]);
      await manager.query("UPDATE bus_dead_letter SET state = 'open' WHERE replay_id = ? AND state = 'chosen'", [id]);
      await this.acts.write(manager, 'stop-replay', { replayId: id }, operator);
    });
  }

  private async insert(
    manager: EntityManager,
    run: { id: string; selection: ReplaySelection; rate: number; spans: Span[]; operator: Operator; now: Date },
  ): Promise<void> {
    await manager.query(
      `INSERT INTO bus_replay (id, state, selection, selection_hash, rate, spans, taken, passed, refused, refusals, started_by, why, started_at)
       VALUES (?, 'running', ?, ?, ?, ?, 0, 0, 0, '[]', ?, ?, ?)`,
      [
        run.id,
        JSON.stringify(run.selection),
        hashOf(run.selection),
        run.rate,
        JSON.stringify(run.spans),
        run.operator.actor,
        run.operator.reason,
        writeTime(run.now),
      ],
    );
  }

  private async refuseTwin(manager: EntityManager, selection: ReplaySelection): Promise<void> {
    const twins = (await manager.query(
      `SELECT id FROM bus_replay WHERE state = 'running' AND selection_hash = ? ${forUpdate(manager)}`,
      [hashOf(selection)],
    )) as { id: string }[];
    if (twins[0]) throw new Problem('conflict', `Replay ${twins[0].id} is reading that range already.`);
  }

  private async choose(
    manager: EntityManager,
    id: string,
    selection: LetterSelection,
    correction: Correction | undefined,
  ): Promise<void> {
    const found = whereOf(selection, writeTime);
    if (!found)
      throw new Problem('invalid-fields', 'Say which dead letters: by id, key, fingerprint or another condition.');
    await manager.query(
      `UPDATE bus_dead_letter SET state = 'chosen', replay_id = ? WHERE state = 'open' AND ${found.where}`,
      [id, ...found.values],
    );
    const chosen = (await manager.query('SELECT id FROM bus_dead_letter WHERE replay_id = ? LIMIT 2', [id])) as {
      id: string;
    }[];
    if (!chosen[0]) throw new Problem('not-found', 'No open dead letter is like that; another replay may have it.');
    if (!correction) return;
    if (selection.deadLetterId === undefined)
      throw new Problem('invalid-fields', 'A correction is of one dead letter: give its deadLetterId.');
    const text = await correctedText(manager, chosen[0].id, correction);
    await manager.query('UPDATE bus_dead_letter SET corrected_envelope = ?, corrected_body = ? WHERE id = ?', [
      text.envelope,
      text.body,
      chosen[0].id,
    ]);
  }
}

function hashOf(selection: ReplaySelection): string {
  return hashOfParts([JSON.stringify(Object.entries(selection).toSorted())]);
}
