import type { EntityManager } from 'typeorm';
import { forUpdate, readTime } from '#libs/store';
import type { ReplaySelection } from './selection.js';

/** What of one partition is still to be read: `next` moves towards `end`. */
export interface Span {
  readonly partition: number;
  readonly next: number;
  /** Not read any more. */
  readonly end: number;
}

export interface Refusal {
  readonly deadLetterId: string;
  readonly reason: string;
}

/** A run of a replay. */
export interface Replay {
  readonly id: string;
  readonly state: 'running' | 'done' | 'stopped';
  readonly selection: ReplaySelection;
  /** Messages a second. */
  readonly rate: number;
  readonly spans: readonly Span[];
  /** Given to their group once more. */
  readonly taken: number;
  /** Of the range, left alone: the group had handled them, or has them waiting. */
  readonly passed: number;
  /** Dead letters left as they were, since something older of their key waits, or no try could help. */
  readonly refused: number;
  /** The first hundred of these. */
  readonly refusals: readonly Refusal[];
  readonly startedBy: string;
  readonly why: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

const REFUSALS_KEPT = 100;

/** Locked until the transaction ends, when `lock` says so. */
export async function readReplay(manager: EntityManager, id: string, lock = false): Promise<Replay | undefined> {
  const rows = (await manager.query(`SELECT * FROM bus_replay WHERE id = ? ${lock ? forUpdate(manager) : ''}`, [
    id,
  ])) as Record<string, unknown>[];
  return rows[0] && replayOf(rows[0]);
}

export function replayOf(raw: Record<string, unknown>): Replay {
  return {
    id: raw.id as string,
    state: raw.state as Replay['state'],
    selection: parsed(raw.selection) as ReplaySelection,
    rate: Number(raw.rate),
    spans: parsed(raw.spans) as Span[],
    taken: Number(raw.taken),
    passed: Number(raw.passed),
    refused: Number(raw.refused),
    refusals: parsed(raw.refusals) as Refusal[],
    startedBy: raw.started_by as string,
    why: raw.why as string,
    startedAt: readTime(raw.started_at),
    endedAt: raw.ended_at === null ? null : readTime(raw.ended_at),
  };
}

/** What one portion of the work has come to. */
export interface Progress {
  readonly taken: number;
  readonly passed: number;
  readonly refusals: readonly Refusal[];
  readonly spans?: readonly Span[];
}

/** Adds to a locked run. */
export async function addProgress(manager: EntityManager, replay: Replay, progress: Progress): Promise<void> {
  const refusals = [...replay.refusals, ...progress.refusals].slice(0, REFUSALS_KEPT);
  await manager.query(
    'UPDATE bus_replay SET taken = ?, passed = ?, refused = ?, refusals = ?, spans = ? WHERE id = ?',
    [
      replay.taken + progress.taken,
      replay.passed + progress.passed,
      replay.refused + progress.refusals.length,
      JSON.stringify(refusals),
      JSON.stringify(progress.spans ?? replay.spans),
      replay.id,
    ],
  );
}

/** A JSON column: text from SQLite and MariaDB; parsed already by some versions of its driver. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}
